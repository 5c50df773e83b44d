using System.Globalization;
using System.Text;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Provisioning;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>One device's MQTT connection to the Device Provisioning Service (protocol section 3). The service keeps no session.</summary>
internal sealed class ProvisioningLink(
    ProvisioningService provisioning,
    MqttPeer peer,
    MqttUserName.Registration registration,
    MqttConnectPacket connect,
    UnmodelledOperations unmodelled,
    TimeProvider time)
{
    private const string AnswerFilter = "$dps/registrations/res/#";
    private const string RegisterTopic = "$dps/registrations/PUT/iotdps-register/";
    private const string PollTopic = "$dps/registrations/GET/iotdps-get-operationstatus/";

    // A client with a certificate sends no password, or an empty one.
    private readonly ProvisioningCaller _caller = connect.Password is { Length: > 0 } password
        ? new ProvisioningCaller(
            registration.IdScope, registration.RegistrationId, SasToken.TryParse(Encoding.UTF8.GetString(password), out SasToken? token) ? token : null)
        : new ProvisioningCaller(registration.IdScope, registration.RegistrationId, null, peer.Certificate);

    private bool _isSubscribed;

    public async Task ServeAsync()
    {
        await peer.SendAsync(new MqttConnAckPacket { ReturnCode = MqttConnectReturnCode.ConnectionAccepted }).ConfigureAwait(false);
        while (await peer.ReceiveAsync().ConfigureAwait(false) is { } packet and not MqttDisconnectPacket)
        {
            switch (packet)
            {
                case MqttSubscribePacket subscribe when subscribe.TopicFilters.All(filter => filter.Topic == AnswerFilter):
                    _isSubscribed = true;
                    await peer.GrantAsync(subscribe, static _ => true).ConfigureAwait(false);
                    break;
                case MqttUnsubscribePacket unsubscribe:
                    await peer.SendAsync(new MqttUnsubAckPacket { PacketIdentifier = unsubscribe.PacketIdentifier }).ConfigureAwait(false);
                    break;
                case MqttPublishPacket { QualityOfServiceLevel: not MqttQualityOfServiceLevel.ExactlyOnce } publish
                    when _isSubscribed && ReadTopic(publish.Topic) is { } request:
                    // The official C# client insists on the PUBACK before the answer.
                    await peer.AcknowledgeAsync(publish).ConfigureAwait(false);
                    await AnswerAsync(request, publish.Payload.First).ConfigureAwait(false);
                    break;
                case MqttPubAckPacket:
                    break;
                case MqttPingReqPacket:
                    await peer.SendAsync(MqttPingRespPacket.Instance).ConfigureAwait(false);
                    break;
                default:
                    peer.Close(Refusal(packet));
                    return;
            }
        }
    }

    private string Refusal(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttSubscribePacket subscribe:
                string filter = subscribe.TopicFilters.Find(filter => filter.Topic != AnswerFilter)!.Topic;
                unmodelled.Name($"a subscription to {filter}");
                return $"it subscribed to '{filter}', which the service does not have";
            case MqttPublishPacket publish when ReadTopic(publish.Topic) is null:
                unmodelled.Name($"a message to {publish.Topic.Split('?', 2)[0]}");
                return $"it published to '{publish.Topic}', which the service does not take";
            case MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.ExactlyOnce }:
                return "it published at QoS 2, which the service does not take";
            case MqttPublishPacket publish:
                return $"it published to '{publish.Topic}' before it subscribed to the answers";
            default:
                return $"it sent a {packet.GetType().Name}, which the service does not take";
        }
    }

    private static ProvisioningRequest? ReadTopic(string topic)
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

        return path == PollTopic ? new ProvisioningRequest.Poll(requestId, operationId ?? "") : new ProvisioningRequest.Register(requestId);
    }

    private async Task AnswerAsync(ProvisioningRequest request, ReadOnlyMemory<byte> payload)
    {
        int status;
        byte[] body;
        int? wait;
        try
        {
            RegistrationRecord record = request is ProvisioningRequest.Poll poll
                ? await provisioning.PollAsync(_caller, poll.OperationId, peer.Closed).ConfigureAwait(false)
                : await provisioning.RegisterAsync(_caller, RegistrationBody.Read(payload), peer.Closed).ConfigureAwait(false);
            status = RegistrationJson.StatusCode(record);
            body = RegistrationJson.Operation(record, provisioning.Settings.Assumptions.StateWhileAssigning);
            wait = status == 202 ? provisioning.Settings.RetryAfterSeconds : null;
        }
        catch (ProvisioningRefusedException exception)
        {
            status = exception.Status;
            body = RegistrationJson.Error((int)exception.Error, exception.Message, time.GetUtcNow());
            wait = (int?)exception.RetryAfter?.TotalSeconds;
        }

        // Python splits at '$': the request id comes first, and retry-after has no '$'.
        string retryAfter = wait is { } seconds ? $"&retry-after={seconds.ToString(CultureInfo.InvariantCulture)}" : "";
        await peer.PublishAsync($"$dps/registrations/res/{status.ToString(CultureInfo.InvariantCulture)}/?$rid={request.Id}{retryAfter}", body).ConfigureAwait(false);
    }
}
