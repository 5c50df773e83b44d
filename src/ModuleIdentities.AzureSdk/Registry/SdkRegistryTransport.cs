using System.Net;
using System.Text;
using Azure;
using Microsoft.Azure.Devices;
using Microsoft.Azure.Devices.Common.Exceptions;
using JsonException = Newtonsoft.Json.JsonException;

namespace ModuleIdentities;

/// <summary>
/// The registry by their <c>RegistryManager</c>, with a token that opens this one device; built on a device connection string it would sign one for the
/// whole hub.
/// </summary>
internal sealed class SdkRegistryTransport(DeviceAssignment device, ModuleIdentityOptions options) : IRegistryTransport
{
    private readonly Lock _gate = new();
    private readonly string _host = options.Network.GatewayHost ?? device.HubHostName;
    private AzureSasCredential? _token;
    private RegistryManager? _registry;

    public async Task<ServiceAnswer> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(options.Network.OperationTimeout, options.TimeProvider, cancellationToken);
        try
        {
            RegistryManager registry = Open((await device.CreateRegistryTokenAsync(options.TimeProvider, limit.Token).ConfigureAwait(false))!);
            return await SendAsync(registry, request, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!limit.Token.IsCancellationRequested && Status(exception) is { } status)
        {
            return await RefusalAsync(status, exception, limit.Token).ConfigureAwait(false);
        }
        catch (IotHubException exception) when (exception.InnerException is JsonException)
        {
            // Not an answer of the registry. What their parser says may hold keys, and is left behind.
            return Answer([]);
        }
        catch (Exception exception) when (exception is OperationCanceledException || exception.InnerException is not null)
        {
            throw SdkNetwork.Translate(exception, $"Asking {_host} to {request.Word} modules", limit, isOurTrust: false);
        }
        catch (IotHubException exception)
        {
            // A status that they map to nothing, such as 502; they do not tell which.
            throw new ModuleIdentityException(
                ModuleIdentityErrorCode.ServiceFailed,
                $"{_host} did not let device '{device.DeviceId}' {request.Word} modules, with a status that Microsoft's packages do not tell",
                "Try again later; check any proxy on the way",
                inner: exception)
            {
                DeviceId = device.DeviceId,
                ModuleId = request.ModuleId,
            };
        }
    }

    public void Dispose() => _registry?.Dispose();

    private RegistryManager Open(string token)
    {
        lock (_gate)
        {
            if (_token is null || _registry is null)
            {
                HttpTransportSettings settings = new();
                settings.Proxy = SdkNetwork.Proxy(options.Network, settings.Proxy);
                _token = new AzureSasCredential(token);
                _registry = RegistryManager.Create(_host, _token, settings);
            }

            _token.Update(token);
            return _registry;
        }
    }

    private async Task<ServiceAnswer> SendAsync(RegistryManager registry, RegistryRequest request, CancellationToken cancellationToken)
    {
        switch (request.Verb)
        {
            case RegistryVerb.List:
                IEnumerable<Module> modules = await registry.GetModulesOnDeviceAsync(device.DeviceId, cancellationToken).ConfigureAwait(false);
                return Answer(JsonBody.Write(json =>
                {
                    json.WriteStartArray();
                    foreach (Module module in modules)
                    {
                        SdkModule.Read(module).Write(json);
                    }

                    json.WriteEndArray();
                }));
            case RegistryVerb.Read:
                Module? found = await registry.GetModuleAsync(device.DeviceId, request.ModuleId, cancellationToken).ConfigureAwait(false);
                return found is null ? NotFound() : Answer(found);
            case RegistryVerb.Create:
                return Answer(await registry.AddModuleAsync(SdkModule.Write(request), cancellationToken).ConfigureAwait(false));
            case RegistryVerb.Update:
                return Answer(await registry.UpdateModuleAsync(SdkModule.Write(request), cancellationToken).ConfigureAwait(false));
            default:
                await registry.RemoveModuleAsync(device.DeviceId, request.ModuleId, cancellationToken).ConfigureAwait(false);
                return new ServiceAnswer((int)HttpStatusCode.NoContent, null, null, null, []);
        }
    }

    private static ServiceAnswer Answer(Module module) =>
        Answer(JsonBody.Write(SdkModule.Read(module).Write));

    private static ServiceAnswer Answer(byte[] body) => new((int)HttpStatusCode.OK, null, null, null, body);

    /// <summary>
    /// They do not tell why there is no module. Where the hub has no such device or is moving, a create that follows is refused with the reason.
    /// </summary>
    private static ServiceAnswer NotFound() => new((int)HttpStatusCode.NotFound, null, null, null, []);

    /// <summary>A refusal in the registry's own words: their message is the body of its answer. It is read, and never shown.</summary>
    private async Task<ServiceAnswer> RefusalAsync(HttpStatusCode status, Exception exception, CancellationToken cancellationToken)
    {
        ErrorCode code = (exception as IotHubException)?.Code ?? ErrorCode.InvalidErrorCode;
        DateTimeOffset? date = null;
        if (status == HttpStatusCode.Unauthorized)
        {
            // They do not tell the time of the answer either.
            ClockSkew? skew = await ClockSkew.AskAsync(_host, options.Network, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            date = options.TimeProvider.GetUtcNow() - skew?.Value;
        }

        return new ServiceAnswer(
            (int)status, null, code == ErrorCode.InvalidErrorCode ? null : code.ToString(), date, Encoding.UTF8.GetBytes(exception.Message));
    }

    /// <summary>The status that an exception of theirs stands for; null when it stands for none.</summary>
    private static HttpStatusCode? Status(Exception exception) => exception switch
    {
        ArgumentException and not (ArgumentNullException or ArgumentOutOfRangeException) => HttpStatusCode.BadRequest,
        UnauthorizedException => HttpStatusCode.Unauthorized,
        QuotaExceededException => HttpStatusCode.Forbidden,
        DeviceNotFoundException or ModuleNotFoundException => HttpStatusCode.NotFound,
        DeviceAlreadyExistsException or ModuleAlreadyExistsException => HttpStatusCode.Conflict,
        PreconditionFailedException or DeviceMessageLockLostException => HttpStatusCode.PreconditionFailed,
        TooManyModulesOnDeviceException or MessageTooLargeException => HttpStatusCode.RequestEntityTooLarge,
        ThrottlingException => HttpStatusCode.TooManyRequests,
        ServerErrorException => HttpStatusCode.InternalServerError,
        ServerBusyException => HttpStatusCode.ServiceUnavailable,
        _ => null,
    };
}
