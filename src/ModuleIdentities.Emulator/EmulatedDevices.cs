using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator;

/// <summary>The devices and modules of the emulated hub, changed through the same service as over the wire.</summary>
public sealed class EmulatedDevices
{
    private readonly HubServices _services;
    private readonly HubSettings _settings;
    private readonly DeviceRegistry _devices;
    private readonly ModuleRegistry _modules;

    internal EmulatedDevices(HubServices services)
    {
        _services = services;
        _settings = services.Settings;
        _devices = services.Devices;
        _modules = services.Modules;
    }

    /// <summary>The device with this id, whether it exists yet or not.</summary>
    public EmulatedDevice this[string deviceId] => new(_services, deviceId);

    /// <summary>The module with this id, whether it exists yet or not.</summary>
    public EmulatedModule this[string deviceId, string moduleId] => new(_services, deviceId, moduleId);

    /// <summary>Makes a device with keys of its own, as a person does in the portal.</summary>
    /// <returns>The device connection string.</returns>
    /// <exception cref="HubRefusedException">The id is not valid, or taken.</exception>
    public async Task<string> AddAsync(string deviceId, CancellationToken cancellationToken = default)
    {
        DeviceRecord device = await _devices.CreateDeviceAsync(deviceId, new IdentitySpecification(), cancellationToken).ConfigureAwait(false);
        return ConnectionString(device);
    }

    /// <summary>Makes a device that proves itself with this certificate, by its SHA-256 thumbprint.</summary>
    /// <param name="deviceId">The device id.</param>
    /// <param name="certificate">The certificate; its private key is not needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The device connection string, with <c>x509=true</c>.</returns>
    /// <exception cref="HubRefusedException">The id is not valid, or taken.</exception>
    public Task<string> AddX509Async(string deviceId, X509Certificate2 certificate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return AddX509Async(deviceId, AuthenticationSpecification.SelfSigned(certificate), cancellationToken);
    }

    /// <summary>
    /// Makes a device that proves itself with a certificate whose common name is the device id, and which leads to an authority of
    /// <see cref="EmulatedHub.AddCertificateAuthority"/>.
    /// </summary>
    /// <returns>The device connection string, with <c>x509=true</c>.</returns>
    /// <exception cref="HubRefusedException">The id is not valid, or taken.</exception>
    public Task<string> AddX509Async(string deviceId, CancellationToken cancellationToken = default) =>
        AddX509Async(deviceId, new AuthenticationSpecification(AuthenticationType.CertificateAuthority), cancellationToken);

    /// <summary>Makes a module with keys of its own, as a person does in the portal.</summary>
    /// <returns>The module connection string.</returns>
    /// <exception cref="HubRefusedException">There is no such device, or the id is not valid, or taken.</exception>
    public async Task<string> AddModuleAsync(string deviceId, string moduleId, CancellationToken cancellationToken = default)
    {
        ModuleRecord module = await _modules.CreateModuleAsync(deviceId, moduleId, new IdentitySpecification(), cancellationToken).ConfigureAwait(false);
        return ConnectionString(module);
    }

    /// <summary>Makes a module that proves itself with this certificate or, without one, with a certificate of an uploaded authority.</summary>
    /// <returns>The module connection string, with <c>x509=true</c>.</returns>
    /// <exception cref="HubRefusedException">There is no such device, or the id is not valid, or taken.</exception>
    public async Task<string> AddX509ModuleAsync(
        string deviceId, string moduleId, X509Certificate2? certificate = null, CancellationToken cancellationToken = default)
    {
        AuthenticationSpecification authentication = certificate is null
            ? new AuthenticationSpecification(AuthenticationType.CertificateAuthority)
            : AuthenticationSpecification.SelfSigned(certificate);
        return ConnectionString(
            await _modules.CreateModuleAsync(deviceId, moduleId, new IdentitySpecification(authentication), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The ids of all devices, in order.</summary>
    public IReadOnlyList<string> List() => [.. _services.Directory.ListDevices(null, int.MaxValue).Select(device => device.Value.DeviceId)];

    /// <summary>The connection string of a device, with its primary key or <c>x509=true</c>. A secret.</summary>
    /// <exception cref="HubRefusedException">There is no such device.</exception>
    public string ConnectionString(string deviceId) => ConnectionString(_devices.GetDevice(deviceId));

    /// <summary>The connection string of a module, with one of its keys or <c>x509=true</c>. A secret.</summary>
    /// <param name="deviceId">The device id.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="withSecondaryKey">Whether it is to have the secondary key rather than the primary.</param>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    /// <exception cref="InvalidOperationException">The module is one of the system, and has no credential yet.</exception>
    public string ConnectionString(string deviceId, string moduleId, bool withSecondaryKey = false) =>
        ConnectionString(_modules.GetModule(deviceId, moduleId), withSecondaryKey);

    /// <summary>The modules of a device.</summary>
    public IReadOnlyList<EmulatedModule> ListModules(string deviceId) =>
        [.. _modules.ListModules(deviceId).Select(module => this[deviceId, module.ModuleId])];

    /// <summary>Enables or disables a device; its open connections are closed when it is disabled.</summary>
    /// <exception cref="HubRefusedException">There is no such device.</exception>
    public Task SetEnabledAsync(string deviceId, bool isEnabled, CancellationToken cancellationToken = default) =>
        ChangeAsync(deviceId, wanted => wanted with { IsEnabled = isEnabled }, cancellationToken);

    /// <summary>Gives a device new keys, as a person does in the portal.</summary>
    /// <returns>The new connection string.</returns>
    /// <exception cref="HubRefusedException">There is no such device.</exception>
    public async Task<string> RegenerateKeysAsync(string deviceId, CancellationToken cancellationToken = default) =>
        ConnectionString(await ChangeAsync(deviceId, wanted => wanted with { Authentication = null }, cancellationToken).ConfigureAwait(false));

    /// <summary>Deletes a device with its modules; their open connections are closed.</summary>
    /// <exception cref="HubRefusedException">There is no such device.</exception>
    public async Task RemoveAsync(string deviceId, CancellationToken cancellationToken = default) =>
        await _devices.DeleteDeviceAsync(deviceId, EntityTag.Any, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes a module; its open connection is closed.</summary>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public async Task RemoveModuleAsync(string deviceId, string moduleId, CancellationToken cancellationToken = default) =>
        await _modules.DeleteModuleAsync(deviceId, moduleId, EntityTag.Any, cancellationToken).ConfigureAwait(false);

    /// <summary>Gives a module new keys, as a person does in the portal.</summary>
    /// <returns>The new connection string.</returns>
    /// <exception cref="HubRefusedException">There is no such module.</exception>
    public async Task<string> RegenerateModuleKeysAsync(string deviceId, string moduleId, CancellationToken cancellationToken = default)
    {
        IdentitySpecification wanted = new(ManagedBy: _modules.GetModule(deviceId, moduleId).ManagedBy);
        return ConnectionString(await _modules.UpdateModuleAsync(deviceId, moduleId, wanted, EntityTag.Any, maySetSystemModule: true, cancellationToken).ConfigureAwait(false));
    }

    private async Task<string> AddX509Async(string deviceId, AuthenticationSpecification authentication, CancellationToken cancellationToken)
    {
        return ConnectionString(
            await _devices.CreateDeviceAsync(deviceId, new IdentitySpecification(authentication), cancellationToken).ConfigureAwait(false));
    }

    // A write replaces the whole identity, so it says what is to stay, and begins again when somebody else wrote in between.
    private async Task<DeviceRecord> ChangeAsync(
        string deviceId, Func<IdentitySpecification, IdentitySpecification> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            DeviceRecord device = _devices.GetDevice(deviceId);
            AuthenticationRecord present = device.Authentication;
            AuthenticationSpecification authentication = new(
                present.Type, present.Keys?.Primary, present.Keys?.Secondary, present.PrimaryThumbprint, present.SecondaryThumbprint);
            IdentitySpecification wanted = change(new IdentitySpecification(authentication, device.IsEnabled, device.StatusReason, device.IsEdge));
            try
            {
                return await _devices.UpdateDeviceAsync(deviceId, wanted, new EntityTag(device.ETag), cancellationToken).ConfigureAwait(false);
            }
            catch (HubRefusedException exception) when (exception.Code == HubErrorCode.PreconditionFailed)
            {
                // Look again.
            }
        }
    }

    private string ConnectionString(DeviceRecord device) => $"HostName={_settings.HostName};DeviceId={device.DeviceId};{Credential(device.Authentication)}";

    private string ConnectionString(ModuleRecord module, bool withSecondaryKey = false) =>
        $"HostName={_settings.HostName};DeviceId={module.DeviceId};ModuleId={module.ModuleId};{Credential(module.Authentication, withSecondaryKey)}";

    private static string Credential(AuthenticationRecord authentication, bool withSecondaryKey = false) =>
        authentication.Keys is { } keys ? $"SharedAccessKey={(withSecondaryKey ? keys.Secondary : keys.Primary)}"
        : authentication.Type == AuthenticationType.None ? throw new InvalidOperationException("A module of the system has no credential until its device gives it keys.")
        : "x509=true";
}
