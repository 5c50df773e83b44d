using System.Collections.Concurrent;
using System.Globalization;
using ModuleIdentities.Emulator.Wire;
using ModuleIdentities.Emulator.Wire.Mqtt;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>The requests and answers of one MQTT connection (DPS and twins), between which only their request id is the link.</summary>
internal sealed class MqttExchanges(FaultyLink link, FaultList faults)
{
    private const string ProvisioningAnswers = "$dps/registrations/res/";
    private const string TwinAnswers = "$iothub/twin/res/";
    private const EmulatorOperations Requests =
        EmulatorOperations.Register | EmulatorOperations.PollRegistration | EmulatorOperations.ReadTwin | EmulatorOperations.UpdateTwin;

    private readonly ConcurrentDictionary<string, EmulatorOperations> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ushort, EmulatorOperations> _unacknowledged = new();

    // Far from the identifiers that the service counts up from 1.
    private ushort _lastPacketId = 0x8000;

    /// <summary>What the packet is to faults. An acknowledgement belongs to the operation of what it acknowledges.</summary>
    public Occasion Describe(MqttPacket packet, bool isIncoming)
    {
        EmulatorOperations operation = MqttOperations.Of(packet);
        if (isIncoming && packet is MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtLeastOnce } publish)
        {
            _unacknowledged[publish.PacketIdentifier] = operation;
        }
        else if (!isIncoming && packet is MqttPubAckPacket acknowledgement && _unacknowledged.TryRemove(acknowledgement.PacketIdentifier, out EmulatorOperations of))
        {
            operation = of;
        }

        return link.Whole with { Operation = operation };
    }

    /// <summary>Lets the faults of requests meet a request.</summary>
    /// <returns>Whether the service shall hear of it.</returns>
    public async ValueTask<bool> ReceiveAsync(MqttPublishPacket request, Occasion occasion, CancellationToken cancellationToken)
    {
        if ((occasion.Operation & Requests) == 0 || RequestId(request.Topic) is not { } requestId)
        {
            return true;
        }

        _requests[requestId] = occasion.Operation;
        Exchange exchange = new(occasion, HasToken: false, cancellationToken);
        foreach (FaultHandle handle in faults.Active)
        {
            if (handle.Armed is IRequestFault { IsForHttpOnly: false } fault && fault.Concerns(exchange) && handle.TryHit(occasion)
                && await fault.ApplyAsync(exchange, handle).ConfigureAwait(false) is { } refusal)
            {
                Refuse(request, requestId, occasion.Operation, refusal);
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets the faults of answers meet an answer, and changes the packet to what they make of it.</summary>
    public void Send(MqttPublishPacket packet)
    {
        string? prefix = packet.Topic.StartsWith(ProvisioningAnswers, StringComparison.Ordinal) ? ProvisioningAnswers
            : packet.Topic.StartsWith(TwinAnswers, StringComparison.Ordinal) ? TwinAnswers : null;
        if (prefix is null || RequestId(packet.Topic) is not { } requestId || !_requests.TryRemove(requestId, out EmulatorOperations operation)
            || !int.TryParse(packet.Topic[prefix.Length..packet.Topic.IndexOf('/', prefix.Length)], NumberStyles.None, CultureInfo.InvariantCulture, out int status))
        {
            return;
        }

        Occasion occasion = link.Whole with { Operation = operation };
        Answer answer = new(status, System.Buffers.BuffersExtensions.ToArray(packet.Payload));
        foreach (FaultHandle handle in faults.Active)
        {
            if (handle.Armed is IAnswerFault { IsForHttpOnly: false } fault && fault.Concerns(answer) && handle.TryHit(occasion))
            {
                fault.Apply(answer, handle);
            }
        }

        if (answer.Status != status)
        {
            packet.Topic = Topic(prefix, answer.Status, requestId, answer.RetryAfter);
        }

        packet.Payload = new System.Buffers.ReadOnlySequence<byte>(answer.Body);
    }

    private static string? RequestId(string topic)
    {
        int start = topic.IndexOf("$rid=", StringComparison.Ordinal);
        return start < 0 ? null : topic[(start + "$rid=".Length)..].Split('&', 2)[0];
    }

    private static string Topic(string prefix, int status, string requestId, TimeSpan? retryAfter)
    {
        string wait = retryAfter is { } time ? $"&retry-after={((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture)}" : "";
        return $"{prefix}{status.ToString(CultureInfo.InvariantCulture)}/?$rid={requestId}{wait}";
    }

    private void Refuse(MqttPublishPacket request, string requestId, EmulatorOperations operation, Refusal refusal)
    {
        if (request.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce)
        {
            link.Write(new MqttPubAckPacket { PacketIdentifier = request.PacketIdentifier });
        }

        bool isProvisioning = (operation & EmulatorOperations.Provisioning) != 0;
        string topic = Topic(isProvisioning ? ProvisioningAnswers : TwinAnswers, refusal.Status, requestId, isProvisioning ? refusal.RetryAfter : null);
        link.Write(new MqttPublishPacket
        {
            Topic = topic,
            PayloadSegment = isProvisioning
                ? RegistrationJson.Error(refusal.Number, refusal.Message, faults.Time.GetUtcNow())
                : HubErrorJson.Write((HubErrorCode)refusal.Number, refusal.Message, faults.Time.GetUtcNow()),
            QualityOfServiceLevel = isProvisioning ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce,
            PacketIdentifier = isProvisioning ? ++_lastPacketId : (ushort)0,
        });
    }
}
