using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator;

/// <summary>The devices and modules of the emulated hub, changed through the same service as over the wire.</summary>
public sealed class EmulatedDevices
{
    private readonly HubSettings _settings;
    private readonly DeviceRegistry _devices;
    private readonly ModuleRegistry _modules;

    internal EmulatedDevices(HubSettings settings, DeviceRegistry devices, ModuleRegistry modules)
    {
        _settings = settings;
        _devices = devices;
        _modules = modules;
    }

    /// <summary>Makes a device with keys of its own, as a person does in the portal.</summary>
    /// <returns>The device connection string.</returns>
    /// <exception cref="HubRefusedException">The id is not valid, or taken.</exception>
    public async Task<string> AddAsync(string deviceId, CancellationToken cancellationToken = default)
    {
        DeviceRecord device = await _devices.CreateDeviceAsync(deviceId, new IdentitySpecification(), cancellationToken).ConfigureAwait(false);
        return $"HostName={_settings.HostName};DeviceId={deviceId};SharedAccessKey={device.Authentication.Keys!.Primary}";
    }

    /// <summary>The ids of all devices, in order.</summary>
    public IReadOnlyList<string> List() => [.. _devices.ListDevices(int.MaxValue).Select(device => device.DeviceId)];

    /// <summary>The modules of a device.</summary>
    public IReadOnlyList<EmulatedModule> ListModules(string deviceId) => [.. _modules.ListModules(deviceId).Select(View)];

    /// <summary>Enables or disables a device; its open connections are closed when it is disabled.</summary>
    /// <exception cref="HubRefusedException">There is no such device.</exception>
    public async Task SetEnabledAsync(string deviceId, bool isEnabled, CancellationToken cancellationToken = default)
    {
        DeviceRecord device = _devices.GetDevice(deviceId);
        SymmetricKeys? keys = device.Authentication.Keys;
        IdentitySpecification wanted = new(
            new AuthenticationSpecification(
                device.Authentication.Type, keys?.Primary, keys?.Secondary, device.Authentication.PrimaryThumbprint, device.Authentication.SecondaryThumbprint),
            isEnabled,
            device.StatusReason,
            device.IsEdge);
        await _devices.UpdateDeviceAsync(deviceId, wanted, EntityTag.Any, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a device with its modules; their open connections are closed.</summary>
    /// <exception cref="HubRefusedException">There is no such device.</exception>
    public async Task RemoveAsync(string deviceId, CancellationToken cancellationToken = default) =>
        await _devices.DeleteDeviceAsync(deviceId, EntityTag.Any, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes a module; its open connection is closed.</summary>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public async Task RemoveModuleAsync(string deviceId, string moduleId, CancellationToken cancellationToken = default) =>
        await _modules.DeleteModuleAsync(deviceId, moduleId, EntityTag.Any, cancellationToken).ConfigureAwait(false);

    /// <summary>Gives a module new keys, as a person does in the portal.</summary>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public async Task RegenerateModuleKeysAsync(string deviceId, string moduleId, CancellationToken cancellationToken = default) =>
        await _modules.UpdateModuleAsync(deviceId, moduleId, new IdentitySpecification(), EntityTag.Any, cancellationToken).ConfigureAwait(false);

    private static EmulatedModule View(ModuleRecord module) => new(
        module.DeviceId,
        module.ModuleId,
        module.GenerationId,
        module.Authentication.Keys is { } keys ? SymmetricKeys.Fingerprint(keys.Primary) : null);
}

/// <summary>A module of the emulated hub, without its keys.</summary>
/// <param name="DeviceId">The device id.</param>
/// <param name="ModuleId">The module id.</param>
/// <param name="GenerationId">Another one for each time the module was made.</param>
/// <param name="KeyFingerprint">The first 12 hexadecimal digits of the SHA-256 of the primary key; null without symmetric keys.</param>
public sealed record EmulatedModule(string DeviceId, string ModuleId, string GenerationId, string? KeyFingerprint);
