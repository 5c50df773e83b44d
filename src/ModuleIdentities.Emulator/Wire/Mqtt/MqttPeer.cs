using ModuleIdentities.Emulator.Service.Security;
using MQTTnet.Adapter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>One client at the other end of one connection: its packets, its keep-alive, its entries in the journal.</summary>
internal sealed class MqttPeer(
    IMqttChannelAdapter channel, string connection, PresentedCertificate? certificate, Action abort, Journal journal, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private TimeSpan _silence = TimeSpan.FromSeconds(30);
    private string _clientId = "";
    private ushort _lastPacketId;
    private string? _reason;

    /// <summary>The certificate that the client showed in the TLS handshake, or null.</summary>
    public PresentedCertificate? Certificate => certificate;

    /// <summary>Ends when the emulator gives the connection up.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Why the emulator gave the connection up; null when the client did.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>Takes the first packet; null when it is no CONNECT or none comes.</summary>
    public async Task<MqttConnectPacket?> ReceiveConnectAsync()
    {
        if (await ReceiveAsync().ConfigureAwait(false) is not MqttConnectPacket connect)
        {
            return null;
        }

        _clientId = connect.ClientId;

        // MQTT 3.1.1, 3.1.2.10: one and a half times the keep-alive; none means no limit.
        _silence = connect.KeepAlivePeriod == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(connect.KeepAlivePeriod * 1.5);
        journal.Append(new MqttConnectEntry(
            journal.Now,
            connection,
            connect.ClientId,
            connect.Username,
            connect.Password is null ? null : System.Text.Encoding.UTF8.GetString(connect.Password),
            connect.CleanSession,
            connect.KeepAlivePeriod,
            connect.WillFlag
                ? new MqttWill(connect.WillTopic, connect.WillMessage, (int)connect.WillQoS, connect.WillRetain)
                : null));
        return connect;
    }

    /// <summary>Takes the next packet; null when the client has gone, was silent for too long, or was given up.</summary>
    public async Task<MqttPacket?> ReceiveAsync()
    {
        using CancellationTokenSource limit = new(_silence, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closed.Token);
        try
        {
            MqttPacket? packet = await channel.ReceivePacketAsync(either.Token).ConfigureAwait(false);
            Record(packet);
            return packet;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            if (limit.IsCancellationRequested)
            {
                Close("nothing was heard from it for one and a half times its keep-alive");
            }

            return null;
        }
    }

    /// <summary>Sends a packet; a client that has gone does not mind.</summary>
    public async Task SendAsync(MqttPacket packet)
    {
        try
        {
            await channel.SendPacketAsync(packet, _closed.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            Close("it could not be written to");
        }
    }

    /// <summary>Sends a message at QoS 1.</summary>
    public Task PublishAsync(string topic, byte[] payload) => SendAsync(new MqttPublishPacket
    {
        Topic = topic,
        PayloadSegment = payload,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        PacketIdentifier = ++_lastPacketId == 0 ? ++_lastPacketId : _lastPacketId,
    });

    /// <summary>Acknowledges a message, if its quality of service asks for it.</summary>
    public Task AcknowledgeAsync(MqttPublishPacket publish) => publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce
        ? Task.CompletedTask
        : SendAsync(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });

    /// <summary>Answers a SUBSCRIBE: each filter is granted at most QoS 1, or refused.</summary>
    public Task GrantAsync(MqttSubscribePacket subscribe, Func<string, bool> isAllowed) => SendAsync(new MqttSubAckPacket
    {
        PacketIdentifier = subscribe.PacketIdentifier,
        ReasonCodes =
        [
            .. subscribe.TopicFilters.Select(filter =>
                !isAllowed(filter.Topic) ? MqttSubscribeReasonCode.UnspecifiedError
                : filter.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce ? MqttSubscribeReasonCode.GrantedQoS0
                : MqttSubscribeReasonCode.GrantedQoS1),
        ],
    });

    /// <summary>Drops the connection without a word: MQTT 3.1.1 has no DISCONNECT from the server. The first reason stays.</summary>
    public void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            _closed.Cancel();
            abort();
        }
    }

    public void Dispose() => _closed.Dispose();

    private static bool IsEnd(Exception exception) => exception
        is OperationCanceledException
        or IOException
        or ObjectDisposedException
        or System.Net.Sockets.SocketException
        or System.Net.WebSockets.WebSocketException
        or MQTTnet.Exceptions.MqttCommunicationException
        or MQTTnet.Exceptions.MqttProtocolViolationException
        or InvalidOperationException;

    private void Record(MqttPacket? packet)
    {
        switch (packet)
        {
            case MqttSubscribePacket subscribe:
                journal.Append(new MqttSubscribeEntry(
                    journal.Now,
                    connection,
                    _clientId,
                    subscribe.PacketIdentifier,
                    [.. subscribe.TopicFilters.Select(filter => KeyValuePair.Create(filter.Topic, (int)filter.QualityOfServiceLevel))]));
                break;
            case MqttPublishPacket publish:
                // The pipe's memory is used again once the packet has been taken.
                publish.Payload = new System.Buffers.ReadOnlySequence<byte>(System.Buffers.BuffersExtensions.ToArray(publish.Payload));
                journal.Append(new MqttPublishEntry(
                    journal.Now,
                    connection,
                    _clientId,
                    publish.PacketIdentifier,
                    publish.Topic,
                    publish.Payload.First,
                    (int)publish.QualityOfServiceLevel,
                    publish.Retain,
                    publish.Dup));
                break;
        }
    }
}
