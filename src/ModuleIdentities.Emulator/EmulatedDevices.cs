using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator;

/// <summary>The devices and modules of the emulated hub, changed through the same service as over the wire.</summary>
public sealed class EmulatedDevices
{
    private readonly EmulatorServices _services;
    private readonly HubSettings _settings;
    private readonly DeviceRegistry _devices;
    private readonly ModuleRegistry _modules;

    internal EmulatedDevices(EmulatorServices services)
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
        return $"HostName={_settings.HostName};DeviceId={deviceId};SharedAccessKey={device.Authentication.Keys!.Primary}";
    }

    /// <summary>Makes a device that proves itself with this certificate, by its SHA-256 thumbprint.</summary>
    /// <param name="deviceId">The device id.</param>
    /// <param name="certificate">The certificate; its private key is not needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The device connection string, with <c>x509=true</c>.</returns>
    /// <exception cref="HubRefusedException">The id is not valid, or taken.</exception>
    public Task<string> AddX509Async(string deviceId, X509Certificate2 certificate, CancellationToken cancellationToken = default) =>
        AddX509Async(deviceId, SelfSigned(certificate), cancellationToken);

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
        return $"HostName={_settings.HostName};DeviceId={deviceId};ModuleId={moduleId};SharedAccessKey={module.Authentication.Keys!.Primary}";
    }

    /// <summary>Makes a module that proves itself with this certificate or, without one, with a certificate of an uploaded authority.</summary>
    /// <exception cref="HubRefusedException">There is no such device, or the id is not valid, or taken.</exception>
    public async Task AddX509ModuleAsync(
        string deviceId, string moduleId, X509Certificate2? certificate = null, CancellationToken cancellationToken = default)
    {
        AuthenticationSpecification authentication = certificate is null
            ? new AuthenticationSpecification(AuthenticationType.CertificateAuthority)
            : SelfSigned(certificate);
        await _modules.CreateModuleAsync(deviceId, moduleId, new IdentitySpecification(authentication), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The ids of all devices, in order.</summary>
    public IReadOnlyList<string> List() => [.. _devices.ListDevices(int.MaxValue).Select(device => device.DeviceId)];

    /// <summary>The modules of a device.</summary>
    public IReadOnlyList<EmulatedModule> ListModules(string deviceId) =>
        [.. _modules.ListModules(deviceId).Select(module => this[deviceId, module.ModuleId])];

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

    private static AuthenticationSpecification SelfSigned(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        string thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        return new AuthenticationSpecification(AuthenticationType.SelfSigned, PrimaryThumbprint: thumbprint, SecondaryThumbprint: thumbprint);
    }

    private async Task<string> AddX509Async(string deviceId, AuthenticationSpecification authentication, CancellationToken cancellationToken)
    {
        await _devices.CreateDeviceAsync(deviceId, new IdentitySpecification(authentication), cancellationToken).ConfigureAwait(false);
        return $"HostName={_settings.HostName};DeviceId={deviceId};x509=true";
    }
}
