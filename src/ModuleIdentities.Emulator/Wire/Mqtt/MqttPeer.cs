using System.IO.Pipelines;
using System.Text;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Security;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>One client at the other end of one connection: its packets, its silence, its entries in the journal.</summary>
internal sealed class MqttPeer : IDisposable
{
    /// <summary>How long a client may take for its CONNECT.</summary>
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    /// <summary>The most that a client which nobody knows yet may send: a CONNECT with a will.</summary>
    private const int LargestConnect = 128 * 1024;

    /// <summary>A message of 256 KiB behind a topic of the greatest length.</summary>
    private const int LargestPacket = (256 + 64) * 1024;

    private readonly PacketReader _reader;
    private readonly PacketWriter _writer;
    private readonly string _connection;
    private readonly FaultyLink _link;
    private readonly Journal _journal;
    private readonly TimeSpan _longestSilence;
    private readonly CancellationTokenSource _closed = new();
    private TimeSpan _allowedSilence = ConnectLimit;
    private TimeSpan _silence;
    private bool _wasHeard;
    private string _clientId = "";
    private int _lastPacketId;
    private string? _reason;

    public MqttPeer(
        PipeReader input,
        PipeWriter output,
        string connection,
        PresentedCertificate? certificate,
        FaultyLink link,
        PacketFormatters formatters,
        Journal journal,
        TimeSpan longestSilence)
    {
        _reader = new PacketReader(input, formatters) { LargestPacket = LargestConnect };
        _writer = new PacketWriter(output, formatters, Close);
        _connection = connection;
        Certificate = certificate;
        _link = link;
        _journal = journal;
        _longestSilence = longestSilence;
        link.Bind(SendNow, Close, _closed.Token);
    }

    /// <summary>The certificate that the client showed; null when it showed none.</summary>
    public PresentedCertificate? Certificate { get; }

    /// <summary>Ends when the emulator gives the connection up.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Why the emulator gave the connection up; null when the client did.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>The version of MQTT that the client speaks.</summary>
    public MqttProtocolVersion ProtocolVersion { get; private set; }

    /// <summary>When the client's right to be connected ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Takes the first packet; null when it is no CONNECT or none comes.</summary>
    public async Task<MqttConnectPacket?> ReceiveConnectAsync()
    {
        try
        {
            (MqttPacket? packet, MqttPacketFormatterAdapter formatter) = await _reader.ReadConnectAsync().ConfigureAwait(false);
            if (packet is not MqttConnectPacket connect)
            {
                return null;
            }

            ProtocolVersion = formatter.ProtocolVersion;
            if (ProtocolVersion != MqttProtocolVersion.V311)
            {
                _writer.UseFormatter(formatter);
            }

            Accept(connect);
            return await _link.ReceiveAsync(connect).ConfigureAwait(false) ? connect : null;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            CloseAfter(exception);
            return null;
        }
    }

    /// <summary>Takes the next packet; null when the client has gone, was silent for too long, sent what is no packet, or was given up.</summary>
    public async ValueTask<MqttPacket?> ReceiveAsync()
    {
        try
        {
            while (true)
            {
                ValueTask<MqttPacket?> reading = _reader.ReadAsync();
                if (!reading.IsCompleted)
                {
                    _writer.Flush();
                }

                MqttPacket? packet = await reading.ConfigureAwait(false);
                _wasHeard = true;
                Record(packet);
                if (packet is null || await _link.ReceiveAsync(packet).ConfigureAwait(false))
                {
                    return packet;
                }
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            CloseAfter(exception);
            return null;
        }
    }

    /// <summary>Sends a packet at the latest when the next one is waited for.</summary>
    public void Enqueue(MqttPacket packet)
    {
        if (!_link.TrySend(packet))
        {
            _writer.Enqueue(packet);
        }
    }

    /// <summary>Sends what was enqueued.</summary>
    public void Flush() => _writer.Flush();

    /// <summary>Sends a packet; a client that has gone does not mind.</summary>
    public Task SendAsync(MqttPacket packet)
    {
        Enqueue(packet);
        return _writer.FlushAsync();
    }

    /// <summary>Sends a message at QoS 1.</summary>
    public Task PublishAsync(string topic, byte[] payload) => SendAsync(new MqttPublishPacket
    {
        Topic = topic,
        PayloadSegment = payload,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        PacketIdentifier = NextPacketId(),
    });

    /// <summary>The identifier for the next message at QoS 1: 1 to 65535, around and around.</summary>
    public ushort NextPacketId() => (ushort)(((uint)Interlocked.Increment(ref _lastPacketId) - 1) % ushort.MaxValue + 1);

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

    /// <summary>Lets the client send packets as large as a message may be, now that it is known who it is.</summary>
    public void Admit() => _reader.LargestPacket = LargestPacket;

    /// <summary>Counts its silence, and gives it up when that was too long or its time is over.</summary>
    public void Check(TimeSpan elapsed, DateTimeOffset now)
    {
        _silence = _wasHeard ? TimeSpan.Zero : _silence + elapsed;
        _wasHeard = false;
        if (_silence > _allowedSilence)
        {
            Close("nothing was heard from it for one and a half times its keep-alive");
        }
        else if (now > ExpiresAt)
        {
            Close("its token has expired");
        }
    }

    /// <summary>Drops the connection without a word: MQTT 3.1.1 has no DISCONNECT from the server. The first reason stays.</summary>
    public void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null)
        {
            return;
        }

        try
        {
            _closed.Cancel();
            _reader.Cancel();
            _link.Abort();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
    }

    public void Dispose() => _closed.Dispose();

    private void SendNow(MqttPacket packet)
    {
        _writer.Enqueue(packet);
        _writer.Flush();
    }

    /// <summary>Whether an exception says no more than that a connection has ended.</summary>
    public static bool IsEnd(Exception exception) => exception
        is OperationCanceledException
        or IOException
        or System.Net.Sockets.SocketException
        or System.Net.WebSockets.WebSocketException
        or MqttProtocolViolationException
        or InvalidOperationException;

    private void CloseAfter(Exception exception)
    {
        if (exception is MqttProtocolViolationException)
        {
            Close($"it broke the protocol: {exception.Message}");
        }
    }

    private void Accept(MqttConnectPacket connect)
    {
        _clientId = connect.ClientId;

        // MQTT 3.1.1, 3.1.2.10: one and a half times the keep-alive.
        TimeSpan asked = TimeSpan.FromSeconds(connect.KeepAlivePeriod * 1.5);
        _allowedSilence = asked == TimeSpan.Zero || asked > _longestSilence ? _longestSilence : asked;
        _wasHeard = true;
        _journal.Append(new MqttConnectEntry(
            _journal.Now,
            _connection,
            connect.ClientId,
            connect.Username,
            connect.Password is null ? null : Encoding.UTF8.GetString(connect.Password),
            connect.CleanSession,
            connect.KeepAlivePeriod,
            connect.WillFlag
                ? new MqttWill(connect.WillTopic, connect.WillMessage, (int)connect.WillQoS, connect.WillRetain)
                : null));
    }

    private void Record(MqttPacket? packet)
    {
        switch (packet)
        {
            case MqttSubscribePacket subscribe:
                _journal.Append(new MqttSubscribeEntry(
                    _journal.Now,
                    _connection,
                    _clientId,
                    subscribe.PacketIdentifier,
                    [.. subscribe.TopicFilters.Select(filter => KeyValuePair.Create(filter.Topic, (int)filter.QualityOfServiceLevel))]));
                break;
            case MqttPublishPacket publish:
                _journal.Append(new MqttPublishEntry(
                    _journal.Now,
                    _connection,
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
