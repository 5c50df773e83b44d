using System.Globalization;
using System.Text;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Provisioning;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>One device's MQTT connection to the Device Provisioning Service (protocol section 3). The service keeps no session.</summary>
internal sealed class ProvisioningLink(EmulatorServices services, MqttPeer peer, MqttUserName.Registration registration, MqttConnectPacket connect)
{
    private const string AnswerFilter = "$dps/registrations/res/#";
    private const string RegisterTopic = "$dps/registrations/PUT/iotdps-register/";
    private const string PollTopic = "$dps/registrations/GET/iotdps-get-operationstatus/";

    private readonly ProvisioningCaller _caller = new(
        registration.IdScope,
        registration.RegistrationId,
        SasToken.TryParse(connect.Password is null ? null : Encoding.UTF8.GetString(connect.Password), out SasToken? token) ? token : null);

    public async Task ServeAsync()
    {
        await peer.SendAsync(new MqttConnAckPacket { ReturnCode = MqttConnectReturnCode.ConnectionAccepted }).ConfigureAwait(false);
        while (await peer.ReceiveAsync().ConfigureAwait(false) is { } packet and not MqttDisconnectPacket)
        {
            switch (packet)
            {
                case MqttSubscribePacket subscribe:
                    await peer.GrantAsync(subscribe, filter => filter == AnswerFilter).ConfigureAwait(false);
                    break;
                case MqttUnsubscribePacket unsubscribe:
                    await peer.SendAsync(new MqttUnsubAckPacket { PacketIdentifier = unsubscribe.PacketIdentifier }).ConfigureAwait(false);
                    break;
                case MqttPublishPacket { QualityOfServiceLevel: not MqttQualityOfServiceLevel.ExactlyOnce } publish
                    when ReadTopic(publish.Topic) is { } request:
                    // The official C# client insists on the PUBACK before the answer.
                    await peer.AcknowledgeAsync(publish).ConfigureAwait(false);
                    await AnswerAsync(request).ConfigureAwait(false);
                    break;
                case MqttPubAckPacket:
                    break;
                case MqttPingReqPacket:
                    await peer.SendAsync(MqttPingRespPacket.Instance).ConfigureAwait(false);
                    break;
                default:
                    peer.Close($"a {packet.GetType().Name} that the service does not take");
                    return;
            }
        }
    }

    private static Request? ReadTopic(string topic)
    {
        int query = topic.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? topic : topic[..query];
        if (path is not (RegisterTopic or PollTopic))
        {
            return null;
        }

        string requestId = "";
        string? operationId = null;
        foreach (string parameter in query < 0 ? [] : topic[(query + 1)..].Split('&'))
        {
            if (parameter.StartsWith("$rid=", StringComparison.Ordinal))
            {
                requestId = parameter["$rid=".Length..];
            }
            else if (parameter.StartsWith("operationId=", StringComparison.Ordinal))
            {
                operationId = Uri.UnescapeDataString(parameter["operationId=".Length..]);
            }
        }

        return new Request(requestId, path == PollTopic ? operationId ?? "" : null);
    }

    private async Task AnswerAsync(Request request)
    {
        int status;
        byte[] body;
        try
        {
            RegistrationRecord record = request.OperationId is { } operationId
                ? await services.Provisioning.PollAsync(_caller, operationId, peer.Closed).ConfigureAwait(false)
                : await services.Provisioning.RegisterAsync(_caller, peer.Closed).ConfigureAwait(false);
            status = RegistrationJson.StatusCode(record);
            body = RegistrationJson.Operation(record);
        }
        catch (ProvisioningRefusedException exception)
        {
            status = exception.Status;
            body = RegistrationJson.Error((int)exception.Error, exception.Message, services.Time.GetUtcNow());
        }

        // Python splits at '$': the request id comes first, and retry-after has no '$'.
        string retryAfter = status == 202 ? $"&retry-after={services.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture)}" : "";
        await peer.PublishAsync($"$dps/registrations/res/{status.ToString(CultureInfo.InvariantCulture)}/?$rid={request.Id}{retryAfter}", body).ConfigureAwait(false);
    }

    private sealed record Request(string Id, string? OperationId);
}
