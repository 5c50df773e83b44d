using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.CloudToDevice;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Methods;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>One admitted MQTT connection of a device or a module to the hub (protocol section 4).</summary>
internal sealed class HubLink
{
    private readonly HubServices _services;
    private readonly MqttPeer _peer;
    private readonly PrincipalId _principal;
    private readonly string? _modelId;
    private readonly UnmodelledOperations _unmodelled;
    private readonly ConnectionCredential _credential;
    private readonly HubTopics _topics;
    private readonly HubSession _session;
    private readonly HubTwins _twins;
    private readonly AnswerQueue _answers;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<ushort, CloudMessageRecord> _unacknowledged = new();
    private readonly UnacknowledgedInputs _inputs;
    private Task _lastTurn = Task.CompletedTask;

    public HubLink(
        HubServices services,
        MqttPeer peer,
        MqttUserName.Hub userName,
        ConnectionCredential credential,
        HubTopics topics,
        HubSession session,
        UnmodelledOperations unmodelled,
        ILogger logger)
    {
        _services = services;
        _peer = peer;
        _principal = userName.Principal;
        _modelId = userName.ModelId;
        _unmodelled = unmodelled;
        _credential = credential;
        _topics = topics;
        _session = session;
        _logger = logger;
        _twins = new HubTwins(services.Twins, services.Limits, services.Time, _principal, peer.Closed);
        _answers = new AnswerQueue(peer, OnFailed);
        _inputs = new UnacknowledgedInputs(_principal);
        Connection = new HubConnection(_principal, credential.GenerationId, Deliver, peer.Close);
    }

    /// <summary>This connection, as the services see it.</summary>
    public HubConnection Connection { get; }

    /// <summary>Serves until the client says goodbye or the connection ends.</summary>
    /// <returns>Whether it said goodbye.</returns>
    public async Task<bool> ServeAsync()
    {
        try
        {
            while (await _peer.ReceiveAsync().ConfigureAwait(false) is { } packet)
            {
                if (packet is MqttDisconnectPacket)
                {
                    return true;
                }

                if (await TryTakeAsync(packet).ConfigureAwait(false) is { } violation)
                {
                    _peer.Close(violation);
                }
            }
        }
        catch (Exception exception) when (exception is HubRefusedException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            OnFailed(exception);
        }
        finally
        {
            await _answers.FinishAsync().ConfigureAwait(false);
            _inputs.Fail();
        }

        return false;
    }

    /// <summary>Accepts a message on a topic of this client, as if it were sent now: the last will.</summary>
    public async Task AcceptWillAsync(string topic, byte[] payload, bool isRetained)
    {
        if (_topics.IsEvent(topic, out ReadOnlySpan<char> bag))
        {
            DeviceMessage message = ReadMessage(bag, payload, isRetained);
            message.Properties["iothub-MessageType"] = "Will";
            if (_services.Limits.TryCharge(message.Size))
            {
                await AcceptAsync(message).ConfigureAwait(false);
            }
        }
    }

    private DeviceMessage ReadMessage(ReadOnlySpan<char> bag, ReadOnlyMemory<byte> body, bool isRetained)
    {
        DeviceMessage message = PropertyBag.Read(bag, body);
        if (_modelId is not null)
        {
            message.SystemProperties["dt-dataschema"] = _modelId;
        }

        if (isRetained)
        {
            // The hub does not retain; it says so in a property.
            message.Properties["mqtt-retain"] = "true";
        }

        return message;
    }

    /// <returns>What is wrong with the packet, or null.</returns>
    private ValueTask<string?> TryTakeAsync(MqttPacket packet) => packet switch
    {
        MqttPublishPacket publish => TakePublishAsync(publish),
        MqttSubscribePacket subscribe => SubscribeAsync(subscribe),
        MqttUnsubscribePacket unsubscribe => UnsubscribeAsync(unsubscribe),
        MqttPingReqPacket => Ping(),
        MqttPubAckPacket acknowledgement => TakeAcknowledgementAsync(acknowledgement),
        _ => new ValueTask<string?>($"it sent a {packet.GetType().Name}, which the hub does not take"),
    };

    private ValueTask<string?> Ping()
    {
        _peer.Enqueue(MqttPingRespPacket.Instance);
        return default;
    }

    private async ValueTask<string?> TakeAcknowledgementAsync(MqttPubAckPacket acknowledgement)
    {
        if (_unacknowledged.TryRemove(acknowledgement.PacketIdentifier, out CloudMessageRecord? message))
        {
            await CompleteAsync(message).ConfigureAwait(false);
        }

        _inputs.Acknowledge(acknowledgement.PacketIdentifier);
        return null;
    }

    private ValueTask CompleteAsync(CloudMessageRecord message) =>
        _answers.AcknowledgeAsync(0, _services.CloudMessages.CompleteAsync(message, CancellationToken.None));

    private async ValueTask<string?> TakePublishAsync(MqttPublishPacket publish)
    {
        bool isAcknowledged = publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce;
        if (publish.QualityOfServiceLevel > MqttQualityOfServiceLevel.AtLeastOnce || isAcknowledged != (publish.PacketIdentifier != 0))
        {
            return $"it published at QoS {(int)publish.QualityOfServiceLevel} to '{publish.Topic}', which the hub does not take";
        }

        if (_topics.IsEvent(publish.Topic, out ReadOnlySpan<char> bag))
        {
            DeviceMessage message = ReadMessage(bag, publish.Payload.First, publish.Retain);
            if (_services.Limits.TryCharge(message.Size))
            {
                await _answers.AcknowledgeAsync(publish.PacketIdentifier, AcceptInTurnAsync(message)).ConfigureAwait(false);
            }

            // What the day has no message left for is not acknowledged: MQTT has no other way to say so.
            return null;
        }

        switch (HubTopics.ReadRequest(publish.Topic))
        {
            case HubRequest.GetTwin or HubRequest.Report when _services.Limits.IsBasic:
                return "it asked for its twin, which the basic tier does not have";
            case HubRequest.GetTwin get:
                await _answers.AnswerAsync(publish.PacketIdentifier, IfWanted(_twins.GetAsync(get))).ConfigureAwait(false);
                return null;
            case HubRequest.Report report:
                await _answers.AnswerAsync(
                    publish.PacketIdentifier, IfWanted(_twins.ReportAsync(report, publish.Payload.First, CancellationToken.None))).ConfigureAwait(false);
                return null;
            case HubRequest.AnswerMethod answer:
                _services.Methods.Answer(Connection, answer.Id, new MethodResult(answer.Status, publish.Payload.First));
                await _answers.AcknowledgeAsync(publish.PacketIdentifier, ValueTask.CompletedTask).ConfigureAwait(false);
                return null;
            default:
                _unmodelled.Name($"a message to {publish.Topic.Split('?', 2)[0]}");
                return $"it published to '{publish.Topic}', which the hub does not take";
        }
    }

    private ValueTask AcceptInTurnAsync(DeviceMessage message)
    {
        ValueTask turn = _services.Limits.WaitForTurnAsync(_peer.Closed);
        if (turn.IsCompletedSuccessfully && _lastTurn.IsCompletedSuccessfully)
        {
            return AcceptAsync(message);
        }

        Task<Task> accepted = TakeTurnAsync(_lastTurn, turn, message);
        _lastTurn = accepted;
        return new ValueTask(accepted.Unwrap());
    }

    // Completes when the message is being kept, not when it is kept: the next one shares its disk write.
    private async Task<Task> TakeTurnAsync(Task before, ValueTask turn, DeviceMessage message)
    {
        // A throttle that begins anew lets this one through at once, while the one before it still waits.
        await before.ConfigureAwait(false);
        await turn.ConfigureAwait(false);
        return AcceptAsync(message).AsTask();
    }

    private ValueTask AcceptAsync(DeviceMessage message) => _services.Telemetry.AcceptAsync(_principal, _credential, message, CancellationToken.None);

    // A broker sends to those who have subscribed.
    private async Task<MqttPacket?> IfWanted(Task<MqttPacket?> answer)
    {
        MqttPacket? packet = await answer.ConfigureAwait(false);
        return (Connection.Interests & Interests.TwinAnswers) != 0 ? packet : null;
    }

    private async ValueTask<string?> SubscribeAsync(MqttSubscribePacket subscribe)
    {
        if (subscribe.TopicFilters.Count == 0 || subscribe.PacketIdentifier == 0)
        {
            return "it sent a SUBSCRIBE without a topic filter or an identifier";
        }

        if (subscribe.TopicFilters.Find(filter => _topics.ReadFilter(filter.Topic) is null) is { } forbidden)
        {
            _unmodelled.Name($"a subscription to {forbidden.Topic}");
            return $"it subscribed to '{forbidden.Topic}', which the hub does not allow";
        }

        MqttPacket granted = await _session.SubscribeAsync(subscribe, CancellationToken.None).ConfigureAwait(false);

        // Whoever has the answer can be called at once; what has waited comes behind the answer.
        Connection.Interests = _session.Interests;
        await _peer.SendAsync(granted).ConfigureAwait(false);
        _services.Connections.Tell(Connection);
        return null;
    }

    private async ValueTask<string?> UnsubscribeAsync(MqttUnsubscribePacket unsubscribe)
    {
        await _peer.SendAsync(await _session.UnsubscribeAsync(unsubscribe, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        Connection.Interests = _session.Interests;
        _services.Connections.Tell(Connection);
        return null;
    }

    private void Deliver(Delivery delivery)
    {
        MqttPublishPacket packet = delivery switch
        {
            Delivery.DesiredPatch patch => Publish(HubTopics.Desired(patch.Version), patch.Body, _session.DesiredQuality),
            Delivery.MethodCall call => Publish(HubTopics.MethodCall(call.Name, call.RequestId), call.Payload, MqttQualityOfServiceLevel.AtMostOnce),
            Delivery.CloudMessage cloud => Publish(_topics.CloudMessage(cloud.Message), cloud.Message.Body, _session.MessageQuality),
            Delivery.InputMessage input => Publish(_topics.Input(input.Input, input.Message), input.Message.Body.ToArray(), _session.MessageQuality),
            _ => throw new InvalidOperationException($"{delivery.GetType().Name} has no topic."),
        };
        if (delivery is Delivery.CloudMessage { Message: { } message })
        {
            Track(packet, message);
        }
        else if (delivery is Delivery.InputMessage { Outcome: var outcome })
        {
            _inputs.Add(packet.PacketIdentifier, outcome);
        }

        _peer.Enqueue(packet);
        _peer.Flush();
    }

    private void Track(MqttPublishPacket packet, CloudMessageRecord message)
    {
        if (packet.PacketIdentifier != 0)
        {
            _unacknowledged[packet.PacketIdentifier] = message;
        }
        else
        {
            // At QoS 0 nobody says that it came.
            _ = CompleteAsync(message).AsTask();
        }
    }

    private MqttPublishPacket Publish(string topic, byte[] body, MqttQualityOfServiceLevel quality) => new()
    {
        Topic = topic,
        PayloadSegment = body,
        QualityOfServiceLevel = quality,
        PacketIdentifier = quality == MqttQualityOfServiceLevel.AtMostOnce ? (ushort)0 : _peer.NextPacketId(),
    };

    private void OnFailed(Exception exception)
    {
        if (exception is OperationCanceledException && _peer.Closed.IsCancellationRequested)
        {
            return;
        }

        if (exception is HubRefusedException refusal)
        {
            _peer.Close(refusal.Message);
            return;
        }

        Log.LinkFailed(_logger, exception, _principal.ToString());
        _peer.Close("the emulator could not keep what it sent");
    }
}
