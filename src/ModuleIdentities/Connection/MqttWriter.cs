using System.Buffers;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>
/// Sends the packets of one connection in the order in which they were given, from any thread. What is given while the network is busy goes out
/// together; nothing of the caller's is kept.
/// </summary>
internal sealed class MqttWriter(Stream stream, TimeProvider time, CancellationToken over)
{
    private const int UsualPacket = 1024;
    private const int LargestKept = 64 * 1024;

    private readonly MqttPacketFormatterAdapter _formatter = new(MqttProtocolVersion.V311, new MqttBufferWriter(UsualPacket, LargestKept));
    private readonly MqttPublishPacket _publish = new();
    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _waiting = new(LargestKept);
    private ArrayBufferWriter<byte> _spare = new(LargestKept);
    private Task _writing = Task.CompletedTask;
    private long _wroteAt = time.GetTimestamp();
    private bool _isWriting;

    /// <summary>How long nothing has been sent.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(Volatile.Read(ref _wroteAt));

    /// <summary>The writing of what was given; never fails, for the reader sees the end of the connection.</summary>
    public Task Writing
    {
        get
        {
            lock (_gate)
            {
                return _writing;
            }
        }
    }

    /// <summary>Gives a packet.</summary>
    public void Write(MqttPacket packet)
    {
        lock (_gate)
        {
            Encode(packet);
        }
    }

    /// <summary>Gives a message.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="payload">The payload; copied before this method returns.</param>
    /// <param name="packetId">The packet id, for QoS 1; 0 for QoS 0.</param>
    /// <param name="isRepeated">Whether the message was sent before, over another connection of the same session.</param>
    public void Publish(string topic, ReadOnlyMemory<byte> payload, ushort packetId, bool isRepeated = false)
    {
        lock (_gate)
        {
            // One object serves all messages: it is encoded before the gate opens.
            _publish.Topic = topic;
            _publish.Payload = new ReadOnlySequence<byte>(payload);
            _publish.PacketIdentifier = packetId;
            _publish.Dup = isRepeated;
            _publish.QualityOfServiceLevel = packetId == 0 ? MqttQualityOfServiceLevel.AtMostOnce : MqttQualityOfServiceLevel.AtLeastOnce;
            Encode(_publish);
            _publish.Payload = default;
        }
    }

    private void Encode(MqttPacket packet)
    {
        MqttPacketBuffer encoded = _formatter.Encode(packet);
        _waiting.Write(encoded.Packet.AsSpan());
        foreach (ReadOnlyMemory<byte> segment in encoded.Payload)
        {
            _waiting.Write(segment.Span);
        }

        _formatter.Cleanup();
        Volatile.Write(ref _wroteAt, time.GetTimestamp());
        if (!_isWriting)
        {
            _isWriting = true;
            _writing = WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        // Whoever gives several packets in a row has them sent in one piece.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            ArrayBufferWriter<byte> batch;
            lock (_gate)
            {
                if (_waiting.WrittenCount == 0 || over.IsCancellationRequested)
                {
                    _isWriting = false;
                    return;
                }

                batch = _waiting;
                _waiting = _spare;
                _spare = batch;
            }

            try
            {
                await stream.WriteAsync(batch.WrittenMemory, over).ConfigureAwait(false);
            }
            catch (Exception exception) when (LinkFault.IsLinkFailure(exception))
            {
                // The reader is told the same, and ends the connection. Nothing more is sent.
                return;
            }

            batch.ResetWrittenCount();
        }
    }
}
