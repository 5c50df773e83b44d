using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>Decides who may do what on the hub (protocol 5.2 and section 15).</summary>
internal sealed class HubAuthorizer(HubSettings settings, DeviceDirectory devices, PolicyTable<HubRights> policies, HubAuthorities authorities, TimeProvider time)
{
    /// <summary>Admits an operation of the service side: for a policy with the right, and for nobody else.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="path">What for, below the hub: <c>devices</c>, <c>twins/{id}</c>, …</param>
    /// <param name="rights">The rights that it takes.</param>
    /// <exception cref="HubRefusedException">The credential is missing, void, or does not permit it.</exception>
    public void AdmitService(HubCaller caller, string path, HubRights rights)
    {
        if (caller.Token is not { KeyName: not null } token)
        {
            throw Unauthorized();
        }

        RequirePolicy(token, $"{settings.HostName}/{path}", rights);
    }

    /// <summary>Admits a registry operation on a device: for a policy with the right and, if it only reads, for the device itself.</summary>
    /// <exception cref="HubRefusedException">The credential is missing, void, or does not permit it.</exception>
    public void AdmitToDevice(HubCaller caller, string deviceId, HubRights rights)
    {
        if (caller.Token?.KeyName is not null)
        {
            AdmitService(caller, $"devices/{deviceId}", rights);
            return;
        }

        bool readsItself = rights == HubRights.RegistryRead && settings.Assumptions.DevicesMayReadThemselves;
        RequireUsable(RequireDevice(caller, readsItself ? deviceId : null, $"{settings.HostName}/devices/{deviceId}"));
    }

    /// <summary>
    /// Admits a registry operation on the modules of a device: for a policy with the right, and for the device itself, whose token may name
    /// the hub or the device.
    /// </summary>
    /// <exception cref="HubRefusedException">The credential is missing, void, or does not permit it; or the device is missing or disabled.</exception>
    public void AdmitToModules(HubCaller caller, string deviceId, string? moduleId, HubRights rights)
    {
        string resource = $"{settings.HostName}/devices/{deviceId}/modules{(moduleId is null ? "" : $"/{moduleId}")}";
        if (caller.Token is { KeyName: not null } token)
        {
            RequirePolicy(token, resource, rights);
            RequireUsable(devices.FindDevice(deviceId)?.Value ?? throw MissingDevice(deviceId));
            return;
        }

        RequireUsable(RequireDevice(caller, deviceId, resource));
    }

    /// <summary>Admits a device or module that connects to send and receive.</summary>
    /// <returns>How it proved itself, and until when.</returns>
    /// <exception cref="HubRefusedException">The credential is void, or the identity is missing or disabled.</exception>
    public ConnectionCredential AdmitConnection(HubCaller caller, PrincipalId principal)
    {
        DeviceRecord? record = devices.FindDevice(principal.DeviceId)?.Value;
        ModuleRecord? module = principal.ModuleId is null ? null : devices.FindModule(principal.DeviceId, principal.ModuleId)?.Value;
        AuthenticationRecord? authentication = principal.ModuleId is null ? record?.Authentication : module?.Authentication;
        if (record is not { IsEnabled: true } || authentication is null)
        {
            throw Unauthorized();
        }

        string generationId = module?.GenerationId ?? record.GenerationId;
        string scope = caller.Token?.KeyName is not null ? "hub" : principal.ModuleId is null ? "device" : "module";
        string method = $$"""{"scope":"{{scope}}","type":"{{(caller.Token is null ? "x509" : "sas")}}","issuer":"iothub"}""";
        if (caller.Token is not { } token)
        {
            RequireCertificate(caller.Certificate, authentication, CommonName(principal));
            return new ConnectionCredential(settings.HostName, generationId, method, null);
        }

        string device = $"{settings.HostName}/devices/{principal.DeviceId}";
        string resource = principal.ModuleId is null ? device : $"{device}/modules/{principal.ModuleId}";
        if (token.KeyName is not null)
        {
            RequirePolicy(token, resource, HubRights.DeviceConnect);
        }
        else
        {
            RequireIdentityKey(token, authentication, principal.ModuleId is null ? settings.Switches.DisableDeviceSas : settings.Switches.DisableModuleSas);
            RequireValid(token, resource);
        }

        return new ConnectionCredential(settings.HostName, generationId, method, token.ExpiresAt);
    }

    /// <summary>
    /// Sees that who was admitted is still there and enabled. To be asked once the hub has the connection: from then on whoever deletes or disables closes it.
    /// </summary>
    /// <exception cref="HubRefusedException">It is not, or another identity of this name is.</exception>
    public void RequireStillAdmitted(ConnectionCredential credential, PrincipalId principal)
    {
        if (devices.FindDevice(principal.DeviceId)?.Value is not { IsEnabled: true } || devices.GenerationOf(principal) != credential.GenerationId)
        {
            throw Unauthorized();
        }
    }

    private static HubRefusedException Unauthorized() => new(HubErrorCode.IotHubUnauthorizedAccess, "Unauthorized");

    private static void RequireIdentityKey(SasToken token, AuthenticationRecord authentication, bool isOff)
    {
        if (isOff || authentication.Keys is not { } keys || !token.IsSignedBy(keys))
        {
            throw Unauthorized();
        }
    }

    /// <summary>The device that the caller proves to be; <paramref name="deviceId"/> is null when no device may do what it asks for.</summary>
    private DeviceRecord RequireDevice(HubCaller caller, string? deviceId, string resource)
    {
        if (deviceId is null || devices.FindDevice(deviceId)?.Value is not { } device)
        {
            throw Unauthorized();
        }

        if (caller.Token is { } token)
        {
            RequireIdentityKey(token, device.Authentication, settings.Switches.DisableDeviceSas);
            RequireValid(token, resource);
        }
        else
        {
            RequireCertificate(caller.Certificate, device.Authentication, deviceId);
        }

        return device;
    }

    /// <summary>The name that a certificate must have to stand for the identity, when an authority vouches for it.</summary>
    private string CommonName(PrincipalId principal) => principal.ModuleId is null
        ? principal.DeviceId
        : settings.Assumptions.ModuleCommonName
            .Replace("{deviceId}", principal.DeviceId, StringComparison.Ordinal)
            .Replace("{moduleId}", principal.ModuleId, StringComparison.Ordinal);

    private void RequireCertificate(PresentedCertificate? certificate, AuthenticationRecord authentication, string commonName)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isProven = certificate is not null && certificate.IsValidAt(now) && authentication.Type switch
        {
            AuthenticationType.SelfSigned =>
                certificate.HasThumbprint(authentication.PrimaryThumbprint) || certificate.HasThumbprint(authentication.SecondaryThumbprint),
            AuthenticationType.CertificateAuthority =>
                certificate.CommonName == commonName && certificate.FindAnchor(authorities.List(), now) is not null,
            _ => false,
        };
        if (!isProven)
        {
            throw Unauthorized();
        }
    }

    private void RequirePolicy(SasToken token, string resource, HubRights rights)
    {
        if (settings.Switches.DisableLocalAuth || !policies.Permits(token, rights))
        {
            throw Unauthorized();
        }

        RequireValid(token, resource);
    }

    private void RequireValid(SasToken token, string resource)
    {
        if (!token.Covers(resource))
        {
            throw Unauthorized();
        }

        if (token.ExpiresAt + settings.ClockSkew < time.GetUtcNow())
        {
            throw new HubRefusedException(HubErrorCode.IotHubUnauthorized, "The specified SAS token has an invalid or past expiry.");
        }
    }

    private void RequireUsable(DeviceRecord device)
    {
        if (!device.IsEnabled)
        {
            throw settings.Assumptions.HideMissingDevices
                ? Unauthorized()
                : new HubRefusedException(HubErrorCode.DeviceDisabled, $"Device {device.DeviceId} is disabled.");
        }
    }

    private HubRefusedException MissingDevice(string deviceId) => settings.Assumptions.HideMissingDevices
        ? Unauthorized()
        : new HubRefusedException(HubErrorCode.DeviceNotFound, $"Device {deviceId} not registered.");
}
