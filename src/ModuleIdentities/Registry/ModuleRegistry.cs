using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>The modules of one device in the hub's registry, reached with the device's own credential.</summary>
/// <remarks>
/// Source: REST reference "IoT Hub, Modules". A PUT without If-Match only creates; a 404 to a GET is the only answer that means "not there".
/// </remarks>
internal sealed class ModuleRegistry(DeviceCredential device, NetworkOptions network, TimeProvider time, ILogger logger) : IDisposable
{
    private const string ApiVersion = "2021-04-12";

    private readonly ServiceHttpClient _http = new(device.HubHostName, network, time);

    /// <summary>Finds the module or, when the hub says that it is not there, creates it.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached; nothing was created on a doubtful answer.</exception>
    public async Task<ModuleIdentity> GetOrCreateAsync(string moduleId, CancellationToken cancellationToken)
    {
        if (await GetAsync(moduleId, cancellationToken).ConfigureAwait(false) is { } existing)
        {
            Log.ModuleFound(logger, moduleId, device.DeviceId, device.HubHostName);
            return existing;
        }

        ServiceAnswer answer = await SendAsync(
            HttpMethod.Put,
            moduleId,
            JsonSerializer.SerializeToUtf8Bytes(new ModuleCreateRequest(device.DeviceId, moduleId), RegistryJson.Default.ModuleCreateRequest),
            cancellationToken).ConfigureAwait(false);
        if (answer.Status == 409)
        {
            // Another process of this device was faster: its module is ours too.
            Log.ModuleCreatedElsewhere(logger, moduleId, device.DeviceId, device.HubHostName);
            return await GetAsync(moduleId, cancellationToken).ConfigureAwait(false) ?? throw Failure(
                ModuleIdentityErrorCode.Conflict, "create", moduleId, "Somebody deletes the module while it is created; stop that, then try again", answer.Fault);
        }

        ThrowIfRefused("create", moduleId, answer);
        Log.ModuleCreated(logger, moduleId, device.DeviceId, device.HubHostName);
        return Read("create", moduleId, answer, ModuleIdentityOrigin.Created);
    }

    public void Dispose() => _http.Dispose();

    private async Task<ModuleIdentity?> GetAsync(string moduleId, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = await SendAsync(HttpMethod.Get, moduleId, null, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 404 && !IsDeviceNotFound(answer.Fault))
        {
            return null;
        }

        ThrowIfRefused("read", moduleId, answer);
        return Read("read", moduleId, answer, ModuleIdentityOrigin.Existing);
    }

    private Task<ServiceAnswer> SendAsync(HttpMethod method, string moduleId, byte[]? body, CancellationToken cancellationToken) => _http.SendAsync(
        method,
        $"/devices/{Uri.EscapeDataString(device.DeviceId)}/modules/{Uri.EscapeDataString(moduleId)}?api-version={ApiVersion}",
        device.CreateRegistryToken(time),
        body,
        cancellationToken);

    private ModuleIdentity Read(string verb, string moduleId, ServiceAnswer answer, ModuleIdentityOrigin origin)
    {
        ModuleRecord? record = Parse(answer.Body);
        if (record?.ModuleId != moduleId || record.DeviceId != device.DeviceId)
        {
            throw Failure(
                ModuleIdentityErrorCode.InvalidAnswer, verb, moduleId, "Check the hub's host name, and any proxy on the way", answer.Fault);
        }

        return SharedAccessKey.TryParse(record.Authentication?.SymmetricKey?.PrimaryKey, out SharedAccessKey? key)
            ? new ModuleIdentity(device.HubHostName, device.DeviceId, moduleId, record.GenerationId ?? "", key, origin)
            : throw Failure(
                ModuleIdentityErrorCode.InvalidAnswer,
                verb,
                moduleId,
                "The hub gave no symmetric key: the module uses another kind of authentication. Delete it, or set it to symmetric keys",
                answer.Fault);
    }

    private static ModuleRecord? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, RegistryJson.Default.ModuleRecord);
        }
        catch (JsonException)
        {
            // The exception quotes the answer, which may hold keys: it is left behind.
            return null;
        }
    }

    private void ThrowIfRefused(string verb, string moduleId, ServiceAnswer answer)
    {
        // The specification lists 201 for a create; hubs have been seen to answer 200 only.
        if (answer.Status is 200 or 201)
        {
            return;
        }

        ServiceFault fault = answer.Fault;
        throw answer.Status switch
        {
            401 or 403 when IsQuota(fault) => TooMany(verb, moduleId, fault),
            401 or 403 => Failure(
                ModuleIdentityErrorCode.CredentialRefused,
                verb,
                moduleId,
                "Check the device's key and that the clock is right within 5 minutes; a hub answers the same when the device is deleted or disabled",
                fault),
            404 => Failure(ModuleIdentityErrorCode.DeviceNotFound, verb, moduleId, "Register the device again", fault),
            413 => TooMany(verb, moduleId, fault),
            429 => Failure(ModuleIdentityErrorCode.Throttled, verb, moduleId, "Try again after 10 seconds or more", fault),
            409 or 412 => Failure(ModuleIdentityErrorCode.Conflict, verb, moduleId, "Try again", fault),
            >= 500 => Failure(ModuleIdentityErrorCode.ServiceFailed, verb, moduleId, "Try again later", fault),
            _ => Failure(ModuleIdentityErrorCode.RequestRejected, verb, moduleId, "Check the device id and the module id", fault),
        };
    }

    private ModuleIdentityException TooMany(string verb, string moduleId, ServiceFault fault) => Failure(
        ModuleIdentityErrorCode.QuotaExceeded, verb, moduleId, "A device holds at most 50 modules, and a hub has quotas of its own: make room", fault);

    private ModuleIdentityException Failure(ModuleIdentityErrorCode code, string verb, string moduleId, string advice, ServiceFault fault) =>
        new(code, $"Hub {device.HubHostName} did not let device '{device.DeviceId}' {verb} its module '{moduleId}'", advice, fault)
        {
            DeviceId = device.DeviceId,
            ModuleId = moduleId,
        };

    private static bool IsDeviceNotFound(ServiceFault fault) => fault.ErrorCode is "DeviceNotFound" or "404001";

    private static bool IsQuota(ServiceFault fault) =>
        fault.ErrorCode is "IotHubQuotaExceeded" or "403002" or "TooManyModulesOnDevice" or "TooManyDevices";
}
