using MQTTnet.Packets;

namespace ModuleIdentities;

/// <summary>What has been sent over one connection and waits for its acknowledgement, by packet id.</summary>
internal sealed class MqttPending
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, object> _waiting = [];
    private Exception? _end;
    private ushort _lastId;

    /// <summary>Lets a message wait; it hears of its acknowledgement, and of nothing else.</summary>
    /// <returns>Its packet id.</returns>
    public ushort Add(OutgoingMessage message)
    {
        lock (_gate)
        {
            return Add((object)message);
        }
    }

    /// <summary>Lets somebody wait for an answer; it fails when the connection ends before.</summary>
    public MqttPacketAnswer AddAnswer()
    {
        lock (_gate)
        {
            MqttPacketAnswer answer = new();
            answer.PacketId = Add(answer);
            if (_end is not null)
            {
                answer.TrySetException(_end);
            }

            return answer;
        }
    }

    /// <summary>The answer has come.</summary>
    public void Answer(ushort packetId, MqttPacket packet)
    {
        object? waiting;
        lock (_gate)
        {
            _waiting.Remove(packetId, out waiting);
        }

        // A late acknowledgement of what nobody waits for any more does no harm.
        switch (waiting)
        {
            case OutgoingMessage message:
                message.Acknowledge();
                break;
            case MqttPacketAnswer answer:
                answer.TrySetResult(packet);
                break;
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Fail(Exception cause)
    {
        lock (_gate)
        {
            _end = cause;
            foreach (MqttPacketAnswer answer in _waiting.Values.OfType<MqttPacketAnswer>())
            {
                answer.TrySetException(cause);
                _ = answer.Task.Exception;
            }

            _waiting.Clear();
        }
    }

    private ushort Add(object waiting)
    {
        do
        {
            // 0 is no packet id; one that still waits for its answer is not given again.
            _lastId++;
        }
        while (_lastId == 0 || !_waiting.TryAdd(_lastId, waiting));
        return _lastId;
    }
}

/// <summary>An answer that somebody waits for.</summary>
internal sealed class MqttPacketAnswer() : TaskCompletionSource<MqttPacket>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The packet id of what is answered.</summary>
    public ushort PacketId { get; set; }
}
