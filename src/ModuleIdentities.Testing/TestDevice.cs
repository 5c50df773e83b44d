using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>A device of the hub in the process, and how a program under test becomes it. Its assertions see what it and its modules sent.</summary>
public sealed class TestDevice : ReceivedAssertions
{
    private readonly HubFixture _hub;

    internal TestDevice(HubFixture hub, string deviceId, IReadOnlyDictionary<string, string?> settings)
    {
        _hub = hub;
        DeviceId = deviceId;
        Filter = new MessageFilter { DeviceId = DeviceId };

        // A program that can start an emulator by itself is not to.
        Settings = new Dictionary<string, string?>(settings) { [$"{ModuleIdentityOptions.SectionName}:UseEmulator"] = "false" };
    }

    /// <summary>The device id, which is also the registration id of a device that registers.</summary>
    public string DeviceId { get; }

    /// <summary>The settings with which a program is this device: where it registers or which hub it has, its key, ports and trust.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    private protected override IotEmulator Hub => _hub.Emulator;

    private protected override MessageFilter Filter { get; }

    private protected override string Sender => DeviceId;

    /// <summary>Options for <c>ConnectAsync</c> and <c>ProvisionAsync</c>, with the clock of the fixture.</summary>
    public ModuleIdentityOptions CreateOptions()
    {
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build());
        options.TimeProvider = _hub.Clock ?? options.TimeProvider;
        return options;
    }

    /// <summary>
    /// Lets a host be this device: adds the settings behind the sources that the configuration has already, and the clock of the fixture when that is
    /// not the machine's.
    /// </summary>
    /// <param name="builder">The builder, before or after <c>AddModuleIdentities()</c>.</param>
    public void Configure(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddInMemoryCollection(Settings);
        if (_hub.Clock is { } clock)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        }
    }

    /// <summary>The module of a class on this device. It need not exist yet.</summary>
    /// <typeparam name="TModule">The class.</typeparam>
    public TestModule Module<TModule>()
        where TModule : IModuleClass => Module(TModule.ModuleId);

    /// <summary>A module on this device. It need not exist yet.</summary>
    /// <param name="moduleId">Its id.</param>
    public TestModule Module(string moduleId)
    {
        ArgumentException.ThrowIfNullOrEmpty(moduleId);
        return new TestModule(_hub, _hub.Emulator.Devices[DeviceId, moduleId]);
    }

    /// <summary>Lets something go wrong for this device and its modules, until the handle is disposed.</summary>
    /// <param name="fault">What, and when.</param>
    /// <exception cref="ArgumentException">The fault can never be, or never hit.</exception>
    public FaultHandle Inject(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return _hub.Inject(fault with { DeviceId = DeviceId });
    }

    /// <summary>The device id.</summary>
    public override string ToString() => DeviceId;
}
