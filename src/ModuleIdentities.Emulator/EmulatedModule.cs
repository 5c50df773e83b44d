using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator;

/// <summary>A module of the emulated hub.</summary>
public sealed class EmulatedModule : EmulatedIdentity
{
    private readonly ModuleRegistry _registry;

    internal EmulatedModule(EmulatorServices services, string deviceId, string moduleId)
        : base(services, new PrincipalId(deviceId, moduleId)) => _registry = services.Modules;

    /// <summary>The module id.</summary>
    public string ModuleId => Principal.ModuleId!;

    /// <summary>Another one for each time the module was made.</summary>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public string GenerationId => _registry.GetModule(DeviceId, ModuleId).GenerationId;

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the primary key; null without symmetric keys.</summary>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public string? KeyFingerprint =>
        _registry.GetModule(DeviceId, ModuleId).Authentication.Keys is { } keys ? SymmetricKeys.Fingerprint(keys.Primary) : null;
}
