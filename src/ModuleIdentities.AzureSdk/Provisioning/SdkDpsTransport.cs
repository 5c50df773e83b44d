using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Azure.Devices.Provisioning.Client;
using Microsoft.Azure.Devices.Provisioning.Client.Transport;
using Microsoft.Azure.Devices.Shared;
using Microsoft.Rest;

namespace ModuleIdentities;

/// <summary>
/// A registration by their <c>ProvisioningDeviceClient</c>. It polls by itself, so that the first answer is the last; what the answer means is decided
/// where it is decided for every transport.
/// </summary>
internal sealed class SdkDpsTransport(DpsEnrollment enrollment, ModuleIdentityOptions options) : IDpsTransport
{
    /// <summary>Whether their packages take a credential: they want the key itself, or a certificate.</summary>
    public static bool Takes(Credential credential) => credential is SasCredential { Key: not null } or { Certificate: not null };

    /// <summary>The only place where their MQTT transport tells a CONNACK.</summary>
    private const string ConnackPrefix = "CONNACK failed with ";

    public async Task<DpsAnswer> RegisterAsync(CancellationToken cancellationToken)
    {
        // Whoever asked has a limit of their own.
        using TimeLimit limit = new(options.Provisioning.Timeout, options.TimeProvider, cancellationToken);
        try
        {
            return Answer(await RegisterAsync(limit).ConfigureAwait(false));
        }
        catch (ProvisioningTransportException exception) when (!limit.Token.IsCancellationRequested && Refusal(exception) is { } refusal)
        {
            return refusal.Status == 401
                ? refusal with { Skew = await ClockSkew.AskAsync(enrollment.GlobalEndpoint, options.Network, options.TimeProvider, limit.Token).ConfigureAwait(false) }
                : refusal;
        }
        catch (Exception exception) when (exception is ProvisioningTransportException or OperationCanceledException || LinkFault.IsLinkFailure(exception))
        {
            throw SdkNetwork.Translate(
                exception, $"Registering with {enrollment.GlobalEndpoint}", limit, isOurTrust: options.Provisioning.Transport != ProvisioningTransport.Https);
        }
    }

    public Task<DpsAnswer> PollAsync(string operationId, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Their client answers when the registration has ended.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<DeviceRegistrationResult> RegisterAsync(TimeLimit limit)
    {
        using SecurityProvider security = Security();
        using ProvisioningTransportHandler transport = Transport();
        ProvisioningDeviceClient client = ProvisioningDeviceClient.Create(enrollment.GlobalEndpoint, enrollment.IdScope, security, transport);
        client.ProductInfo = ClientName.Value;
        ProvisioningRegistrationAdditionalData data = new() { JsonData = DpsRegisterRequest.PayloadOf(enrollment)?.ToJsonString() };

        // Over MQTT their client looks at its token only when a packet comes.
        return await AbandonedWork.WaitAsync(client.RegisterAsync(data, limit.Token), limit.Token).ConfigureAwait(false);
    }

    private SecurityProvider Security() => enrollment.Credential switch
    {
        SasCredential { Key: { } key } => new SecurityProviderSymmetricKey(enrollment.RegistrationId, key.ToBase64(), null),
        { Certificate: { } certificate } => new EnrolledCertificate(enrollment.RegistrationId, certificate),
        _ => throw new InvalidOperationException("Whoever has another credential registers by another transport."),
    };

    private ProvisioningTransportHandler Transport()
    {
        ProvisioningTransportHandler transport = options.Provisioning.UsedTransport switch
        {
            ProvisioningTransport.Https => new ProvisioningTransportHandlerHttp(),
            ProvisioningTransport.MqttWebSocket => new ProvisioningTransportHandlerMqtt(TransportFallbackType.WebSocketOnly),
            _ => new ProvisioningTransportHandlerMqtt(TransportFallbackType.TcpOnly),
        };
        transport.Proxy = SdkNetwork.Proxy(options.Network, transport.Proxy);
        transport.RemoteCertificateValidationCallback = SdkNetwork.Trust(options.Network);
        return transport;
    }

    private static DpsAnswer Answer(DeviceRegistrationResult result)
    {
        DpsRegistrationState state = new(
            result.AssignedHub,
            result.DeviceId,
            result.ErrorCode is 0 ? null : result.ErrorCode,
            result.Substatus.ToString(),
            Payload: string.IsNullOrEmpty(result.JsonPayload) ? null : JsonNode.Parse(result.JsonPayload) as JsonObject);
        DpsOperation operation = new(null, result.Status.ToString(), state);
        return new DpsAnswer(200, null, JsonSerializer.SerializeToUtf8Bytes(operation, SdkJson.Default.DpsOperation));
    }

    /// <summary>What the service answered; null when it did not answer, or their packages do not tell.</summary>
    private static DpsAnswer? Refusal(ProvisioningTransportException exception)
    {
        int? status = exception switch
        {
            { InnerException: HttpOperationException { Response: { } response } } => (int)response.StatusCode,

            // Six digits, the first three of which are the status.
            { ErrorDetails.ErrorCode: >= 100_000 and var code } => code / 1000,
            _ when exception.Message.Contains(ConnackPrefix, StringComparison.Ordinal) => ConnackStatus(exception.Message),
            _ => null,
        };

        // The message is the body of the answer, then; it is read, and never shown.
        return status is { } known ? new DpsAnswer(known, null, Encoding.UTF8.GetBytes(exception.Message)) : null;
    }

    private static int ConnackStatus(string message) =>
        message.Contains("NotAuthorized", StringComparison.Ordinal) || message.Contains("BadUsernameOrPassword", StringComparison.Ordinal) ? 401
        : message.Contains("ServerUnavailable", StringComparison.Ordinal) ? 503
        : 400;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DpsOperation))]
internal sealed partial class SdkJson : JsonSerializerContext;
