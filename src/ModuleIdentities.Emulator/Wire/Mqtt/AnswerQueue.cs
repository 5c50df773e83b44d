using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>
/// Acknowledges and answers in the order in which a client asked, while the work itself goes on side by side: so that the messages of one connection
/// share the disk writes, as the connections do.
/// </summary>
internal sealed class AnswerQueue(MqttPeer peer, Action<Exception> failed)
{
    /// <summary>How many requests of one connection may be at work; a client that sends more is read more slowly.</summary>
    private const int MostAtWork = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Answer> _answers = new();
    private TaskCompletionSource? _room;
    private Task _answering = Task.CompletedTask;
    private bool _isAnswering;

    /// <summary>Acknowledges a packet when its work is done.</summary>
    public ValueTask AcknowledgeAsync(ushort packetId, ValueTask work)
    {
        if (work.IsCompletedSuccessfully && IsIdle)
        {
            Acknowledge(packetId);
            return ValueTask.CompletedTask;
        }

        return AddAsync(new Answer(packetId, work.AsTask(), null));
    }

    /// <summary>Acknowledges a packet, then sends what its work makes, if anything.</summary>
    public ValueTask AnswerAsync(ushort packetId, Task<MqttPacket?> work) => AddAsync(new Answer(packetId, Task.CompletedTask, work));

    /// <summary>Completes when everything asked so far is answered.</summary>
    public Task FinishAsync() => _answering;

    private bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return !_isAnswering;
            }
        }
    }

    private ValueTask AddAsync(Answer answer)
    {
        lock (_gate)
        {
            _answers.Enqueue(answer);
            if (_isAnswering)
            {
                if (_answers.Count < MostAtWork)
                {
                    return ValueTask.CompletedTask;
                }

                peer.Flush();
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return new ValueTask(_room.Task);
            }

            _isAnswering = true;
        }

        _answering = AnswerAllAsync();
        return ValueTask.CompletedTask;
    }

    private async Task AnswerAllAsync()
    {
        while (Next() is { } answer)
        {
            try
            {
                if (!answer.Work.IsCompleted)
                {
                    peer.Flush();
                }

                await answer.Work.ConfigureAwait(false);
                Acknowledge(answer.PacketId);
                if (answer.Reply is { } reply)
                {
                    if (!reply.IsCompleted)
                    {
                        peer.Flush();
                    }

                    if (await reply.ConfigureAwait(false) is { } packet)
                    {
                        peer.Enqueue(packet);
                    }
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                failed(exception);
            }
        }

        peer.Flush();
    }

    private Answer? Next()
    {
        TaskCompletionSource? room = null;
        try
        {
            lock (_gate)
            {
                if (_answers.Count <= MostAtWork / 2)
                {
                    (room, _room) = (_room, null);
                }

                if (_answers.TryDequeue(out Answer answer))
                {
                    return answer;
                }

                _isAnswering = false;
                return null;
            }
        }
        finally
        {
            room?.TrySetResult();
        }
    }

    private void Acknowledge(ushort packetId)
    {
        if (packetId != 0)
        {
            peer.Enqueue(new MqttPubAckPacket { PacketIdentifier = packetId });
        }
    }

    private readonly record struct Answer(ushort PacketId, Task Work, Task<MqttPacket?>? Reply);
}
