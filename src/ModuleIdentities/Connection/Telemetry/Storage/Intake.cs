namespace ModuleIdentities;

/// <summary>What is accepted and not stored yet, in order. Those that are being written are counted until they are. Not safe for concurrent use.</summary>
internal sealed class Intake
{
    private Queue<OutgoingMessage> _messages = new();

    /// <summary>How many messages.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of their bodies.</summary>
    public long Bytes { get; private set; }

    /// <summary>The first that is not being written; null when there is none.</summary>
    public OutgoingMessage? First
    {
        get
        {
            while (_messages.TryPeek(out OutgoingMessage? message))
            {
                if (message.Place == MessagePlace.Arriving)
                {
                    return message;
                }

                // Withdrawn meanwhile.
                _messages.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Takes a message in.</summary>
    public void Add(OutgoingMessage message)
    {
        message.Place = MessagePlace.Arriving;
        _messages.Enqueue(message);
        Count++;
        Bytes += message.Size;
    }

    /// <summary>Takes back a message that is not being written.</summary>
    public void Withdraw(OutgoingMessage message) => Leave(message, MessagePlace.Out);

    /// <summary>Takes <see cref="First"/> to be written.</summary>
    public OutgoingMessage TakeFirst()
    {
        OutgoingMessage message = _messages.Dequeue();
        message.Place = MessagePlace.Storing;
        return message;
    }

    /// <summary>Lets go of a message that was written.</summary>
    public void Leave(OutgoingMessage message, MessagePlace place)
    {
        message.Place = place;
        Count--;
        Bytes -= message.Size;
    }

    /// <summary>Takes in again, in their old place, what could not be written.</summary>
    public void PutBack(IReadOnlyCollection<OutgoingMessage> messages)
    {
        if (messages.Count == 0)
        {
            return;
        }

        foreach (OutgoingMessage message in messages)
        {
            message.Place = MessagePlace.Arriving;
        }

        _messages = new Queue<OutgoingMessage>(messages.Concat(_messages));
    }

    /// <summary>Lets go of all.</summary>
    public List<OutgoingMessage> TakeAll()
    {
        List<OutgoingMessage> all = [.. _messages.Where(static message => message.Place == MessagePlace.Arriving)];
        _messages.Clear();
        (Count, Bytes) = (0, 0);
        return all;
    }
}
