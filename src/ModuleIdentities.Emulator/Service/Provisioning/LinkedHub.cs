using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>A hub as the Device Provisioning Service knows it.</summary>
internal sealed class LinkedHub(string hostName, DeviceDirectory directory, DeviceRegistry registry, TwinService twins)
{
    private volatile bool _isLinked = true;
    private long _latency;

    public string HostName => hostName;

    public DeviceDirectory Directory => directory;

    public DeviceRegistry Registry => registry;

    public TwinService Twins => twins;

    /// <summary>Whether the service gives it devices.</summary>
    public bool IsLinked
    {
        get => _isLinked;
        set => _isLinked = value;
    }

    /// <summary>How far it is said to be from every device.</summary>
    public TimeSpan Latency
    {
        get => new(Interlocked.Read(ref _latency));
        set => Interlocked.Exchange(ref _latency, value.Ticks);
    }
}
