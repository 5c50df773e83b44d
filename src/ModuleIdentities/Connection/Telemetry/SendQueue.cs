namespace ModuleIdentities;

/// <summary>
/// Messages in the order of their acceptance: those on their way first, those that wait behind them. It decides what is sent next; whoever holds it
/// sends. Not safe for concurrent use.
/// </summary>
/// <param name="window">How many messages may be on their way at one time.</param>
internal sealed class SendQueue(int window)
{
    private QueuedMessage? _first;
    private QueuedMessage? _last;

    /// <summary>The first that waits; everything before it is on its way.</summary>
    private QueuedMessage? _next;

    /// <summary>The oldest message; null when there is none.</summary>
    public QueuedMessage? Oldest => _first;

    /// <summary>The oldest message that is not on its way; null when there is none.</summary>
    public QueuedMessage? FirstWaiting => _next;

    /// <summary>The messages in their order.</summary>
    public IEnumerable<QueuedMessage> All
    {
        get
        {
            for (QueuedMessage? message = _first; message is not null; message = message.Next)
            {
                yield return message;
            }
        }
    }

    /// <summary>All messages that are not acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of their bodies.</summary>
    public long Bytes { get; private set; }

    /// <summary>Those that are on their way.</summary>
    public int InFlight { get; private set; }

    /// <summary>Accepts a message.</summary>
    public void Add(QueuedMessage message)
    {
        message.Previous = _last;
        if (_last is null)
        {
            _first = message;
        }
        else
        {
            _last.Next = message;
        }

        _last = message;
        _next ??= message;
        message.Place = MessagePlace.Waiting;
        Count++;
        Bytes += message.Size;
    }

    /// <summary>The next message to send; null when none waits or the window is full.</summary>
    public QueuedMessage? TakeNext()
    {
        if (_next is not { } message || InFlight >= window)
        {
            return null;
        }

        _next = message.Next;
        message.Place = MessagePlace.InFlight;
        message.Attempts++;
        InFlight++;
        return message;
    }

    /// <summary>Takes a message out: it was acknowledged, cancelled or given up.</summary>
    /// <returns>False when it was out already.</returns>
    public bool Remove(QueuedMessage message)
    {
        if (message.Place == MessagePlace.Out)
        {
            return false;
        }

        if (message.Place == MessagePlace.InFlight)
        {
            InFlight--;
        }

        if (_next == message)
        {
            _next = message.Next;
        }

        if (message.Previous is null)
        {
            _first = message.Next;
        }
        else
        {
            message.Previous.Next = message.Next;
        }

        if (message.Next is null)
        {
            _last = message.Previous;
        }
        else
        {
            message.Next.Previous = message.Previous;
        }

        message.Previous = message.Next = null;
        message.Place = MessagePlace.Out;
        Count--;
        Bytes -= message.Size;
        return true;
    }

    /// <summary>The link has ended: what was on its way waits again, in its old place.</summary>
    public void Rewind()
    {
        for (QueuedMessage? message = _first; message != _next; message = message.Next)
        {
            message!.Place = MessagePlace.Waiting;
        }

        _next = _first;
        InFlight = 0;
    }
}

/// <summary>A message with its place in a <see cref="SendQueue"/>.</summary>
internal abstract class QueuedMessage
{
    /// <summary>The bytes of the body; fixed while the message is in a queue.</summary>
    public int Size { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; internal set; }

    /// <summary>Where it is.</summary>
    public MessagePlace Place { get; internal set; }

    internal QueuedMessage? Previous { get; set; }

    internal QueuedMessage? Next { get; set; }
}

/// <summary>Where a message is.</summary>
internal enum MessagePlace
{
    /// <summary>In no queue.</summary>
    Out,

    /// <summary>Accepted, not stored yet, and not in the queue before it is.</summary>
    Arriving,

    /// <summary>Being written to the store.</summary>
    Storing,

    /// <summary>In the queue, not sent over the present link.</summary>
    Waiting,

    /// <summary>Sent over the present link, not acknowledged.</summary>
    InFlight,
}
