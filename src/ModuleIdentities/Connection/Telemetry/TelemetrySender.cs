namespace ModuleIdentities;

/// <summary>
/// Sends telemetry in the order of its acceptance, a window of messages at a time, over whatever link there is; what a link has not acknowledged
/// when it ends is sent again over the next one.
/// </summary>
/// <param name="moduleId">The module.</param>
/// <param name="window">How many messages may be on their way.</param>
/// <param name="limits">How many may wait, and how long.</param>
/// <param name="acknowledgementLimit">How long a link may owe an acknowledgement.</param>
/// <param name="time">The clock.</param>
/// <param name="session">For an outbox: tells this process's messages from those of all others.</param>
internal sealed class TelemetrySender(
    string moduleId, int window, QueueLimits limits, TimeSpan acknowledgementLimit, TimeProvider time, string? session = null)
{
    /// <summary>
    /// A message that so many links did not live to see acknowledged is likely what ends them: it is given up, so that those behind it get through.
    /// </summary>
    internal const int MostAttempts = 20;

    private readonly Backlog _backlog = new(limits, window, session);
    private readonly TelemetryFaults _faults = new(moduleId, limits);
    private readonly Lock _gate = new();
    private ITelemetryLink? _link;
    private TaskCompletionSource? _emptied;
    private TaskCompletionSource? _drained;
    private bool _isSending;
    private bool _isPaused;
    private bool _isStopped;

    /// <summary>Raised when something is to be kept in the store.</summary>
    public event Action? StoreWorkWaits;

    /// <summary>Raised for messages that are dropped.</summary>
    public event Action<TelemetryDropped>? Dropped;

    /// <summary>How many messages may be on their way.</summary>
    public int Window => window;

    /// <summary>Whether accepted messages are kept in a store.</summary>
    public bool HasStore => session is not null;

    /// <summary>What is accepted and not acknowledged, at one moment.</summary>
    /// <param name="storeFault">Why the store does not work; null when it does, or there is none.</param>
    public TelemetryBacklog Describe(string? storeFault)
    {
        lock (_gate)
        {
            TimeSpan age = _backlog.Oldest is { } oldest ? Since(oldest.AcceptedAt) : TimeSpan.Zero;
            return new TelemetryBacklog(_backlog.Count, _backlog.Bytes, _backlog.InFlight, age, HasStore && storeFault is null, storeFault);
        }
    }

    /// <summary>Accepts a message.</summary>
    /// <returns>Completes when the message is safe: in the store, or acknowledged by the hub.</returns>
    public Task Send(OutgoingMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task safe = message.Safe;
        message.AcceptedAt = time.GetTimestamp();
        message.AcceptedOn = HasStore ? time.GetUtcNow() : default;
        message.Attach(this, cancellationToken);
        Exception? refusal = null;
        IReadOnlyList<DroppedMessages> dropped;
        lock (_gate)
        {
            if (_isStopped)
            {
                refusal = new ObjectDisposedException(nameof(ModuleClient));
            }
            else if (!safe.IsCompleted && !_backlog.TryAccept(message))
            {
                refusal = _faults.Full(_backlog.Count);
            }

            dropped = Conclude();
        }

        if (refusal is not null)
        {
            message.Complete(refusal);
            return safe;
        }

        Tell(dropped);
        SendWaiting();
        return safe;
    }

    /// <summary>A link is open: sends what waits.</summary>
    public void LinkOpened(ITelemetryLink link)
    {
        lock (_gate)
        {
            _link = link;
            _isPaused = false;
        }

        SendWaiting();
    }

    /// <summary>The link has ended, and acknowledges nothing more: what it has not acknowledged waits for the next one.</summary>
    public void LinkEnded(ITelemetryLink link)
    {
        IReadOnlyList<DroppedMessages> dropped;
        lock (_gate)
        {
            if (_link != link)
            {
                return;
            }

            _link = null;
            if (_backlog.Oldest is { Place: MessagePlace.InFlight, Attempts: >= MostAttempts } oldest)
            {
                _backlog.Drop(oldest, TelemetryDropReason.Undeliverable);
            }

            _backlog.Rewind();
            dropped = Conclude();
        }

        Tell(dropped);
    }

    /// <summary>Sends nothing new over the present link.</summary>
    /// <returns>Completes when everything on its way is acknowledged, or the link has ended.</returns>
    public Task Pause()
    {
        lock (_gate)
        {
            _isPaused = true;
            return _backlog.InFlight == 0 ? Task.CompletedTask : (_drained ??= New()).Task;
        }
    }

    /// <summary>Waits until everything accepted so far and meanwhile is acknowledged.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _backlog.Count == 0 ? Task.CompletedTask : (_emptied ??= New()).Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Accepts nothing more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isStopped = true;
        }
    }

    /// <summary>Accepts nothing more, and fails what is still there and not stored.</summary>
    public void Stop()
    {
        List<OutgoingMessage> left;
        lock (_gate)
        {
            _isStopped = true;
            left = _backlog.TakeAll();
            Conclude();
        }

        foreach (OutgoingMessage message in left)
        {
            message.Complete(_faults.Stopped(message));
        }
    }

    /// <summary>Looks at the clock: gives up messages that are too old, and a link that owes an acknowledgement for too long.</summary>
    public void Tick()
    {
        ITelemetryLink? silent = null;
        IReadOnlyList<DroppedMessages> dropped;
        lock (_gate)
        {
            if (_backlog.Oldest is { Place: MessagePlace.InFlight } first && Since(first.SentAt) >= acknowledgementLimit)
            {
                silent = _link;
            }

            while (_backlog.Oldest is { } oldest && Since(oldest.AcceptedAt) >= limits.Age)
            {
                _backlog.Drop(oldest, TelemetryDropReason.TooOld);
            }

            _backlog.TryStoreAgain();
            dropped = Conclude();
        }

        silent?.Break(_faults.Silent(acknowledgementLimit));
        Tell(dropped);
    }

    /// <summary>The hub has acknowledged a message, over the present link or one that is just ending.</summary>
    public void Acknowledged(OutgoingMessage message)
    {
        bool isTaken;
        IReadOnlyList<DroppedMessages> dropped;
        lock (_gate)
        {
            isTaken = _backlog.Remove(message);
            dropped = Conclude();
        }

        if (isTaken)
        {
            ModuleIdentitiesTelemetry.Acknowledged(moduleId, time.GetElapsedTime(message.SentAt));
            message.Complete(null);
            message.Return();
        }

        Tell(dropped);
        SendWaiting();
    }

    /// <summary>
    /// The caller waits no longer. A message that has not been sent never will be; one that is on its way to the store will, unless the store fails.
    /// </summary>
    public void Cancel(OutgoingMessage message, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_backlog.Remove(message) && message.Place != MessagePlace.Out)
            {
                return;
            }

            Conclude();
        }

        message.Cancel(cancellationToken);
    }

    /// <summary>The next thing to do with the store; null when there is nothing.</summary>
    /// <param name="all">Whether to write also what could wait for company.</param>
    public StoreWork? TakeWork(bool all)
    {
        lock (_gate)
        {
            return _backlog.TakeWork(all);
        }
    }

    /// <summary>Tells the backlog what has become of its store's work.</summary>
    public void Update(Action<Backlog> update)
    {
        IReadOnlyList<DroppedMessages> dropped;
        lock (_gate)
        {
            update(_backlog);
            dropped = Conclude();
        }

        Tell(dropped);
        SendWaiting();
    }

    private void SendWaiting()
    {
        lock (_gate)
        {
            if (_isSending)
            {
                // Whoever sends looks again before leaving.
                return;
            }

            _isSending = true;
        }

        while (true)
        {
            OutgoingMessage message;
            ITelemetryLink link;
            lock (_gate)
            {
                if (_link is null || _isPaused || _backlog.TakeNext() is not { } next)
                {
                    _isSending = false;
                    return;
                }

                (message, link) = (next, _link);
                message.SentAt = time.GetTimestamp();
            }

            link.Publish(message);
        }
    }

    /// <summary>Sees what has come of a change; with the gate held.</summary>
    private IReadOnlyList<DroppedMessages> Conclude()
    {
        if (_backlog.Count == 0)
        {
            _emptied?.TrySetResult();
            _emptied = null;
        }

        if (_backlog.InFlight == 0)
        {
            _drained?.TrySetResult();
            _drained = null;
        }

        return _backlog.TakeDropped();
    }

    /// <summary>Tells everybody concerned; with the gate open.</summary>
    private void Tell(IReadOnlyList<DroppedMessages> all)
    {
        foreach (DroppedMessages dropped in all)
        {
            if (dropped.Message is { } message)
            {
                message.Complete(_faults.Dropped(message, dropped.Reason));
            }

            Dropped?.Invoke(new TelemetryDropped(dropped.Reason, dropped.Messages, dropped.Bytes));
        }

        StoreWorkWaits?.Invoke();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);
}
