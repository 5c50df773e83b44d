using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator;

/// <summary>A module of the emulated hub.</summary>
public sealed class EmulatedModule : EmulatedIdentity
{
    private readonly ModuleRegistry _registry;
    private readonly HubConnections _connections;

    internal EmulatedModule(HubServices services, string deviceId, string moduleId)
        : base(services, new PrincipalId(deviceId, moduleId))
    {
        _registry = services.Modules;
        _connections = services.Connections;
    }

    /// <summary>The module id.</summary>
    public string ModuleId => Principal.ModuleId!;

    /// <summary>Another one for each time the module was made.</summary>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public string GenerationId => _registry.GetModule(DeviceId, ModuleId).GenerationId;

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the primary key; null without symmetric keys.</summary>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public string? KeyFingerprint =>
        _registry.GetModule(DeviceId, ModuleId).Authentication.Keys is { } keys ? SymmetricKeys.Fingerprint(keys.Primary) : null;

    /// <summary>
    /// Routes a message to one of its inputs, as the hub of an Edge device does, and waits until the module has acknowledged it. Nobody keeps it for later:
    /// an Edge hub would send one again that was not acknowledged.
    /// </summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="properties">The properties of the message; none when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubRefusedException">
    /// The module is not connected, or not subscribed to its inputs, or its connection ended before it had acknowledged the message
    /// (<see cref="HubErrorCode.DeviceNotOnline"/>).
    /// </exception>
    public Task SendInputAsync(
        string input, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? properties = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        Dictionary<string, string> system = new() { ["iothub-connection-device-id"] = DeviceId };
        DeviceMessage message = new(system, new Dictionary<string, string>(properties ?? new Dictionary<string, string>()), body);
        TaskCompletionSource outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_connections.Find(Principal)?.TryDeliver(Interests.Inputs, new Delivery.InputMessage(input, message, outcome)) != true)
        {
            throw new HubRefusedException(HubErrorCode.DeviceNotOnline, $"{Principal} does not listen to its inputs.");
        }

        return outcome.Task.WaitAsync(cancellationToken);
    }
}
