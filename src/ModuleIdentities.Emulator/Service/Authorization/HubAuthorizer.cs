using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>Decides who may do what on the hub (protocol 5.2 and section 15).</summary>
internal sealed class HubAuthorizer(HubSettings settings, DeviceDirectory devices, TimeProvider time)
{
    private readonly IReadOnlyDictionary<string, HubPolicy> _policies = HubPolicy.Defaults(settings.PolicyKey);

    /// <summary>Admits a registry operation on a device, or on the list of devices when <paramref name="deviceId"/> is null.</summary>
    /// <exception cref="HubRefusedException">The credential is missing, void, or does not permit it.</exception>
    public void AdmitToDevice(SasToken? token, string? deviceId, HubRights rights)
    {
        string resource = deviceId is null ? $"{settings.HostName}/devices" : $"{settings.HostName}/devices/{deviceId}";
        if (token?.KeyName is not null)
        {
            RequirePolicy(token, resource, rights);
            return;
        }

        bool readsItself = deviceId is not null && rights == HubRights.RegistryRead && settings.DevicesMayReadThemselves;
        if (!readsItself || FindSigner(token, deviceId!) is not { } device)
        {
            throw Unauthorized();
        }

        RequireValid(token!, resource);
        RequireUsable(device);
    }

    /// <summary>
    /// Admits a registry operation on the modules of a device: for a policy with the right, and for the device itself, whose token may name
    /// the hub or the device.
    /// </summary>
    /// <exception cref="HubRefusedException">The credential is missing, void, or does not permit it; or the device is missing or disabled.</exception>
    public void AdmitToModules(SasToken? token, string deviceId, string? moduleId, HubRights rights)
    {
        string resource = $"{settings.HostName}/devices/{deviceId}/modules{(moduleId is null ? "" : $"/{moduleId}")}";
        if (token?.KeyName is not null)
        {
            RequirePolicy(token, resource, rights);
            RequireUsable(devices.FindDevice(deviceId)?.Value ?? throw MissingDevice(deviceId));
            return;
        }

        DeviceRecord device = FindSigner(token, deviceId) ?? throw Unauthorized();
        RequireValid(token!, resource);
        RequireUsable(device);
    }

    /// <summary>Admits a device or module that connects to send and receive.</summary>
    /// <returns>How it proved itself, and until when.</returns>
    /// <exception cref="HubRefusedException">The credential is void, or the identity is missing or disabled.</exception>
    public ConnectionCredential AdmitConnection(SasToken token, PrincipalId principal)
    {
        string device = $"{settings.HostName}/devices/{principal.DeviceId}";
        string resource = principal.ModuleId is null ? device : $"{device}/modules/{principal.ModuleId}";
        DeviceRecord? record = devices.FindDevice(principal.DeviceId)?.Value;
        ModuleRecord? module = principal.ModuleId is null ? null : devices.FindModule(principal.DeviceId, principal.ModuleId)?.Value;
        AuthenticationRecord? authentication = principal.ModuleId is null ? record?.Authentication : module?.Authentication;
        if (record is not { IsEnabled: true } || authentication is null)
        {
            throw Unauthorized();
        }

        if (token.KeyName is not null)
        {
            RequirePolicy(token, resource, HubRights.DeviceConnect);
        }
        else if (authentication.Keys is not { } keys || !token.IsSignedBy(keys))
        {
            throw Unauthorized();
        }

        RequireValid(token, resource);
        string scope = token.KeyName is not null ? "hub" : principal.ModuleId is null ? "device" : "module";
        return new ConnectionCredential(
            module?.GenerationId ?? record.GenerationId,
            $$"""{"scope":"{{scope}}","type":"sas","issuer":"iothub"}""",
            token.ExpiresAt);
    }

    private static HubRefusedException Unauthorized() => new(HubErrorCode.IotHubUnauthorizedAccess, "Unauthorized");

    private DeviceRecord? FindSigner(SasToken? token, string deviceId) =>
        token is not null && devices.FindDevice(deviceId)?.Value is { Authentication.Keys: { } keys } device && token.IsSignedBy(keys) ? device : null;

    private void RequirePolicy(SasToken token, string resource, HubRights rights)
    {
        if (!_policies.TryGetValue(token.KeyName!, out HubPolicy? policy) || !token.IsSignedBy(policy.Keys) || (policy.Rights & rights) != rights)
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
            throw settings.HideMissingDevices
                ? Unauthorized()
                : new HubRefusedException(HubErrorCode.DeviceDisabled, $"Device {device.DeviceId} is disabled.");
        }
    }

    private HubRefusedException MissingDevice(string deviceId) => settings.HideMissingDevices
        ? Unauthorized()
        : new HubRefusedException(HubErrorCode.DeviceNotFound, $"Device {deviceId} not registered.");
}
