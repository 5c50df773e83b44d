namespace ModuleIdentities;

/// <summary>
/// Everything that is accepted and not acknowledged, in the order of acceptance: first what is in memory and may be sent, then what is only in the
/// store, then what is not stored yet. It decides what is sent, written, read, deleted and dropped next, and does none of it: no I/O, no clock, no
/// lock. Not safe for concurrent use.
/// </summary>
/// <param name="limits">How much may wait.</param>
/// <param name="window">How many messages may be on their way.</param>
/// <param name="session">Tells this process's messages from those of all others; null when there is no store, and everything is in memory.</param>
internal sealed class Backlog(QueueLimits limits, int window, string? session)
{
    /// <summary>One write to the disk carries no more, so that the first of many senders does not wait for the last.</summary>
    private const int MostInOneWrite = 1024;

    private const long MostBytesInOneWrite = 4 * 1024 * 1024;

    /// <summary>So many acknowledged messages are deleted even when nothing else is to be written: as many copies a crash can cause.</summary>
    private const int RemovalsWorthAWrite = 256;

    private const long MostBytesInMemory = 8 * 1024 * 1024;

    /// <summary>What is in the store is read ahead by four windows, and again when two are left, so that the link never waits for the disk.</summary>
    private readonly int _mostInMemory = Math.Max(256, 4 * window);

    private readonly SendQueue _queue = new(window);
    private readonly Intake _intake = new();
    private readonly List<DroppedMessages> _dropped = [];
    private List<long> _leaving = [];
    private long _spilledCount;
    private long _spilledBytes;
    private long _lastNumber;
    private long _lastInMemory;
    private bool _isOpen;
    private bool _isAtWork;
    private bool _isFailing;
    private bool _isUnreadable;
    private bool _isToBeStoredAgain;

    /// <summary>All messages.</summary>
    public long Count => _queue.Count + _spilledCount + _intake.Count;

    /// <summary>The bytes of their bodies.</summary>
    public long Bytes => _queue.Bytes + _spilledBytes + _intake.Bytes;

    /// <summary>Those on their way.</summary>
    public int InFlight => _queue.InFlight;

    /// <summary>The oldest message; null when there is none, or it is not in memory yet.</summary>
    public OutgoingMessage? Oldest => (OutgoingMessage?)_queue.Oldest ?? (_spilledCount == 0 ? _intake.First : null);

    /// <summary>Accepts a message, unless there is no room for it, not even to wait for room.</summary>
    public bool TryAccept(OutgoingMessage message)
    {
        if (limits.Refuses(Count + 1, Bytes + message.Size))
        {
            return false;
        }

        if (session is not null && (!_isFailing || _spilledCount > 0))
        {
            _intake.Add(message);
        }
        else
        {
            Queue(message);
        }

        DropOldest();
        return true;
    }

    /// <summary>The next message to send; null when none waits or the window is full.</summary>
    public OutgoingMessage? TakeNext() => (OutgoingMessage?)_queue.TakeNext();

    /// <summary>Takes out a message that was acknowledged, or that nobody wants any more.</summary>
    /// <returns>False when it was out already, or is being written and cannot be taken back.</returns>
    public bool Remove(OutgoingMessage message)
    {
        if (message.Place == MessagePlace.Arriving)
        {
            _intake.Withdraw(message);
        }
        else if (message.Place == MessagePlace.Storing || !_queue.Remove(message))
        {
            return false;
        }

        if (message.MayBeStored)
        {
            _leaving.Add(message.Number);
        }

        return true;
    }

    /// <summary>Takes out a message that is given up.</summary>
    public void Drop(OutgoingMessage message, TelemetryDropReason reason)
    {
        if (Remove(message))
        {
            _dropped.Add(new DroppedMessages(message, reason, 1, message.Size));
        }
    }

    /// <summary>What was dropped since the last time.</summary>
    public IReadOnlyList<DroppedMessages> TakeDropped()
    {
        if (_dropped.Count == 0)
        {
            return [];
        }

        DroppedMessages[] dropped = [.. _dropped];
        _dropped.Clear();
        return dropped;
    }

    /// <summary>The link has ended: what was on its way waits again, in its old place.</summary>
    public void Rewind() => _queue.Rewind();

    /// <summary>Takes everything out of memory; what is stored stays in the store.</summary>
    public List<OutgoingMessage> TakeAll()
    {
        List<OutgoingMessage> left = [];
        while (_queue.Oldest is OutgoingMessage message)
        {
            _queue.Remove(message);
            left.Add(message);
        }

        left.AddRange(_intake.TakeAll());
        (_spilledCount, _spilledBytes) = (0, 0);
        return left;
    }

    /// <summary>Time has passed: what failed is tried again.</summary>
    public void TryStoreAgain() => (_isFailing, _isUnreadable) = (false, false);

    /// <summary>The next thing to do with the store; null when there is nothing, or something is being done.</summary>
    /// <param name="all">Whether to write also what could wait for company.</param>
    public StoreWork? TakeWork(bool all)
    {
        StoreWork? work = session is null || _isAtWork ? null : !_isOpen ? PlanOpening() : PlanReading() ?? PlanWriting(all);
        _isAtWork |= work is not null;
        return work;
    }

    /// <summary>The store is open.</summary>
    public void Opened(StoreContent content)
    {
        (_isAtWork, _isOpen) = (false, true);
        _lastNumber = Math.Max(_lastNumber, content.LastNumber);
        (_spilledCount, _spilledBytes) = (content.Messages, content.Bytes);
    }

    /// <summary>Messages were read.</summary>
    public void Read(IReadOnlyList<OutgoingMessage> messages)
    {
        _isAtWork = false;
        foreach (OutgoingMessage message in messages)
        {
            _queue.Add(message);
            _lastInMemory = message.Number;
            _spilledCount--;
            _spilledBytes -= message.Size;
        }

        if (messages.Count == 0 || _spilledCount <= 0)
        {
            // The store is the one to know.
            (_spilledCount, _spilledBytes) = (0, 0);
        }

        QueueWhatCannotBeStored();
        DropOldest();
    }

    /// <summary>A write is through to the disk.</summary>
    /// <returns>Those that are only in the store from now on.</returns>
    public List<OutgoingMessage> Written(StoreWork work)
    {
        _isAtWork = false;
        List<OutgoingMessage> spilled = [];
        foreach (OutgoingMessage message in work.Accepted)
        {
            _intake.Leave(message, MessagePlace.Out);
            if (_spilledCount == 0 && _queue.Count < _mostInMemory && _queue.Bytes < MostBytesInMemory)
            {
                _queue.Add(message);
                _lastInMemory = message.Number;
            }
            else
            {
                _spilledCount++;
                _spilledBytes += message.Size;
                spilled.Add(message);
            }
        }

        DropOldest();
        return spilled;
    }

    /// <summary>The store could not do it, and is left alone for a while; what it could not take waits in memory.</summary>
    /// <returns>Those for which nobody waits any more: they are out.</returns>
    public List<OutgoingMessage> Failed(StoreWork work)
    {
        List<OutgoingMessage> cancelled = PutBack(work);
        _isUnreadable |= work.Kind == StoreWorkKind.Read;
        _isFailing |= work.Kind != StoreWorkKind.Read;
        _isToBeStoredAgain |= work.Added.Count > work.Accepted.Count;
        QueueWhatCannotBeStored();
        return cancelled;
    }

    /// <summary>The store was damaged and has been set aside: what is in memory goes to the new one, what was only in the old one is lost.</summary>
    /// <returns>Those for which nobody waits any more: they are out.</returns>
    public List<OutgoingMessage> SetAside(StoreWork work)
    {
        List<OutgoingMessage> cancelled = PutBack(work);
        if (_spilledCount > 0)
        {
            _dropped.Add(new DroppedMessages(null, TelemetryDropReason.Damaged, _spilledCount, _spilledBytes));
        }

        (_spilledCount, _spilledBytes, _isOpen, _isFailing, _isUnreadable) = (0, 0, false, false, false);
        _isToBeStoredAgain = true;
        _leaving = [];
        return cancelled;
    }

    private List<OutgoingMessage> PutBack(StoreWork work)
    {
        _isAtWork = false;
        _leaving.InsertRange(0, work.Removed);
        _intake.PutBack(work.Accepted);

        // Cancelled while they were being written, which was too late then.
        List<OutgoingMessage> cancelled = work.Accepted.FindAll(static message => message.Cancellation.IsCancellationRequested);
        cancelled.ForEach(message => Remove(message));
        return cancelled;
    }

    private StoreWork? PlanOpening() => _isFailing ? null : new StoreWork(StoreWorkKind.Open);

    private StoreWork? PlanReading() => _spilledCount > 0 && !_isUnreadable && _queue.Count <= _mostInMemory / 2 && _queue.Bytes < MostBytesInMemory
        ? new StoreWork(StoreWorkKind.Read) { After = _lastInMemory, Most = _mostInMemory / 2 }
        : null;

    private StoreWork? PlanWriting(bool all)
    {
        if (_isFailing)
        {
            return null;
        }

        StoreWork work = new(StoreWorkKind.Write);
        if (_isToBeStoredAgain)
        {
            // Copies: they may be acknowledged, and used again, while they are written.
            work.Added.AddRange(_queue.All.Cast<OutgoingMessage>().Where(static message => message.MayBeStored).Select(static message => message.ToStored(isCopy: true)));
        }

        long bytes = 0;
        while (_intake.First is { } message)
        {
            bytes += message.Size;
            if (work.Accepted.Count == MostInOneWrite || (bytes > MostBytesInOneWrite && work.Accepted.Count > 0) || MustWait(work.Accepted.Count + 1, bytes))
            {
                break;
            }

            work.Accepted.Add(_intake.TakeFirst());
            Identify(message);
            message.MayBeStored = true;
            work.Added.Add(message.ToStored(isCopy: false));
        }

        _isToBeStoredAgain = false;
        if (work.Added.Count == 0 && (_leaving.Count == 0 || (!all && _leaving.Count < RemovalsWorthAWrite)))
        {
            return null;
        }

        (work, _leaving) = (work with { Removed = _leaving }, []);
        return work;
    }

    private bool MustWait(int messages, long bytes) => limits.WhenFull == TelemetryFullMode.Wait
        && limits.AreExceededBy(_queue.Count + _spilledCount + messages, _queue.Bytes + _spilledBytes + bytes);

    private void QueueWhatCannotBeStored()
    {
        if (_isFailing && _spilledCount == 0)
        {
            _intake.TakeAll().ForEach(Queue);
        }
    }

    private void Queue(OutgoingMessage message)
    {
        Identify(message);
        _queue.Add(message);

        if (message.MayBeStored)
        {
            // Should the write that failed have stored it after all, it must not be read as one that is only there. One that no store has seen has a
            // number of its own count, which says nothing about what an earlier process left.
            _lastInMemory = Math.Max(_lastInMemory, message.Number);
        }
    }

    private void Identify(OutgoingMessage message)
    {
        if (session is not null && message.Number == 0)
        {
            message.Identify(session, ++_lastNumber);
        }
    }

    private void DropOldest()
    {
        while (limits.WhenFull == TelemetryFullMode.DropOldest
            && limits.AreExceededBy(Count, Bytes)
            && ((OutgoingMessage?)_queue.FirstWaiting ?? (_spilledCount == 0 ? _intake.First ?? (OutgoingMessage?)_queue.Oldest : null)) is { } oldest)
        {
            Drop(oldest, TelemetryDropReason.QueueFull);
        }
    }
}
