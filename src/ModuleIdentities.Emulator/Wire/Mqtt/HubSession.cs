using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Connections;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>The subscriptions of one connection, kept for the next one when the session is persistent.</summary>
internal sealed class HubSession
{
    private readonly SessionStore _store;
    private readonly PrincipalId _principal;
    private readonly string _generationId;
    private readonly HubTopics _topics;
    private readonly bool _isPersistent;
    private readonly Dictionary<string, int> _subscriptions;
    private int _desiredQuality;
    private int _messageQuality;

    private HubSession(SessionStore store, PrincipalId principal, string generationId, HubTopics topics, bool isPersistent, Dictionary<string, int> kept)
    {
        _store = store;
        _principal = principal;
        _generationId = generationId;
        _topics = topics;
        _isPersistent = isPersistent;
        _subscriptions = kept;
        IsPresent = kept.Count > 0;
        Update();
    }

    /// <summary>Whether the connection goes on with a session that has subscriptions; a client told so does not subscribe again.</summary>
    public bool IsPresent { get; }

    public Interests Interests { get; private set; }

    /// <summary>The quality of service at which changes of desired properties are sent.</summary>
    public MqttQualityOfServiceLevel DesiredQuality => (MqttQualityOfServiceLevel)Volatile.Read(ref _desiredQuality);

    /// <summary>The quality of service at which cloud-to-device messages and inputs are sent.</summary>
    public MqttQualityOfServiceLevel MessageQuality => (MqttQualityOfServiceLevel)Volatile.Read(ref _messageQuality);

    /// <summary>Goes on with the kept session, or with none when a clean one is asked for, which ends a kept one.</summary>
    public static async ValueTask<HubSession> OpenAsync(
        SessionStore store, PrincipalId principal, string generationId, HubTopics topics, bool isClean, CancellationToken cancellationToken)
    {
        if (!isClean)
        {
            return new HubSession(store, principal, generationId, topics, true, store.Find(principal, generationId));
        }

        await store.RemoveAsync(principal, cancellationToken).ConfigureAwait(false);
        return new HubSession(store, principal, generationId, topics, false, new Dictionary<string, int>(StringComparer.Ordinal));
    }

    /// <summary>Adds the filters. When it completes they are kept.</summary>
    /// <returns>The answer, with one code for each filter: at most QoS 1.</returns>
    public async ValueTask<MqttSubAckPacket> SubscribeAsync(MqttSubscribePacket subscribe, CancellationToken cancellationToken)
    {
        MqttSubAckPacket answer = new() { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [] };
        foreach (MqttTopicFilter filter in subscribe.TopicFilters)
        {
            int quality = Math.Min((int)filter.QualityOfServiceLevel, 1);
            _subscriptions[filter.Topic] = quality;
            answer.ReasonCodes.Add((MqttSubscribeReasonCode)quality);
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Removes the filters. When it completes they are forgotten.</summary>
    public async ValueTask<MqttUnsubAckPacket> UnsubscribeAsync(MqttUnsubscribePacket unsubscribe, CancellationToken cancellationToken)
    {
        foreach (string filter in unsubscribe.TopicFilters)
        {
            _subscriptions.Remove(filter);
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
        return new MqttUnsubAckPacket { PacketIdentifier = unsubscribe.PacketIdentifier };
    }

    private async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        Update();
        if (_isPersistent)
        {
            await _store.SaveAsync(_principal, _generationId, _subscriptions, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Update()
    {
        Interests interests = Interests.None;
        foreach ((string filter, int quality) in _subscriptions)
        {
            Interests interest = _topics.ReadFilter(filter) ?? Interests.None;
            interests |= interest;
            if (interest == Interests.DesiredProperties)
            {
                Volatile.Write(ref _desiredQuality, quality);
            }
            else if (interest is Interests.CloudToDevice or Interests.Inputs)
            {
                Volatile.Write(ref _messageQuality, quality);
            }
        }

        Interests = interests;
    }
}
