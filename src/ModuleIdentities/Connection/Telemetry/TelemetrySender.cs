namespace ModuleIdentities;

/// <summary>
/// Sends telemetry in the order of its acceptance, a window of messages at a time, over whatever link there is; what a link has not acknowledged
/// when it ends is sent again over the next one.
/// </summary>
internal sealed class TelemetrySender(string moduleId, TelemetryOptions options, TimeSpan acknowledgementLimit, TimeProvider time)
{
    /// <summary>
    /// A message that so many links did not live to see acknowledged is likely what ends them: it is given up, so that those behind it get through.
    /// </summary>
    internal const int MostAttempts = 20;

    private readonly SendQueue _queue = new(options.Window);
    private readonly Lock _gate = new();
    private ITelemetryLink? _link;
    private TaskCompletionSource? _emptied;
    private TaskCompletionSource? _drained;
    private bool _isSending;
    private bool _isPaused;
    private bool _isStopped;

    /// <summary>How many messages may be on their way.</summary>
    public int Window => options.Window;

    /// <summary>Messages that were accepted and are not acknowledged.</summary>
    public int Backlog => Read(static sender => sender._queue.Count);

    /// <summary>Messages that are on their way.</summary>
    public int InFlight => Read(static sender => sender._queue.InFlight);

    /// <summary>How long the oldest message has waited; zero when there is none.</summary>
    public TimeSpan BacklogAge => Read(static sender =>
        sender._queue.Oldest is OutgoingMessage oldest ? sender.Since(oldest.AcceptedAt) : TimeSpan.Zero);

    /// <summary>Accepts a message.</summary>
    /// <returns>Completes when the hub has acknowledged it.</returns>
    public Task Send(OutgoingMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task acknowledged = message.Acknowledged;
        message.AcceptedAt = time.GetTimestamp();
        message.Attach(this, cancellationToken);
        Exception? refusal = null;
        lock (_gate)
        {
            if (_isStopped)
            {
                refusal = new ObjectDisposedException(nameof(ModuleClient));
            }
            else if (options.WhenFull == TelemetryFullMode.Throw && IsFull(message))
            {
                refusal = Fault(
                    ModuleIdentityErrorCode.QueueFull,
                    $"The queue of module '{moduleId}' is full with {_queue.Count} messages",
                    "Send less while the module is not connected, or raise ModuleIdentities:Telemetry:QueueCapacity",
                    message);
            }
            else if (!acknowledged.IsCompleted)
            {
                _queue.Add(message);
            }
        }

        if (refusal is not null)
        {
            message.Complete(refusal);
            return acknowledged;
        }

        SendWaiting();
        return acknowledged;
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
        OutgoingMessage? hopeless = null;
        lock (_gate)
        {
            if (_link != link)
            {
                return;
            }

            _link = null;
            if (_queue.Oldest is OutgoingMessage { Place: MessagePlace.InFlight, Attempts: >= MostAttempts } oldest)
            {
                hopeless = oldest;
                Take(oldest);
            }

            _queue.Rewind();
            _drained?.TrySetResult();
            _drained = null;
        }

        hopeless?.Complete(Fault(
            ModuleIdentityErrorCode.Unreachable,
            $"A message of module '{moduleId}' was sent {MostAttempts} times, and each time the connection ended before the hub acknowledged it",
            "Check its properties and size; if they are right, check the network",
            hopeless));
    }

    /// <summary>Sends nothing new over the present link.</summary>
    /// <returns>Completes when everything on its way is acknowledged, or the link has ended.</returns>
    public Task Pause()
    {
        lock (_gate)
        {
            _isPaused = true;
            return _queue.InFlight == 0 ? Task.CompletedTask : (_drained ??= New()).Task;
        }
    }

    /// <summary>Waits until everything accepted so far and meanwhile is acknowledged.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _queue.Count == 0 ? Task.CompletedTask : (_emptied ??= New()).Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Accepts nothing more, and fails what is still there.</summary>
    public void Stop()
    {
        List<OutgoingMessage> left = [];
        lock (_gate)
        {
            _isStopped = true;
            while (_queue.Oldest is OutgoingMessage message)
            {
                Take(message);
                left.Add(message);
            }
        }

        foreach (OutgoingMessage message in left)
        {
            message.Complete(Fault(
                ModuleIdentityErrorCode.Stopped,
                $"Module '{moduleId}' was disposed before the hub acknowledged a message",
                "Await the sends, or FlushAsync, before disposing",
                message));
        }
    }

    /// <summary>Looks at the clock: gives up messages that are too old, and a link that owes an acknowledgement for too long.</summary>
    public void Tick()
    {
        while (true)
        {
            OutgoingMessage? late;
            ITelemetryLink? silent = null;
            lock (_gate)
            {
                late = _queue.Oldest as OutgoingMessage;
                if (late is { Place: MessagePlace.InFlight } && Since(late.SentAt) >= acknowledgementLimit)
                {
                    silent = _link;
                }

                if (late is null || Since(late.AcceptedAt) < options.MessageTimeout)
                {
                    late = null;
                }
                else
                {
                    Take(late);
                }
            }

            silent?.Break(new ModuleIdentityException(
                ModuleIdentityErrorCode.TimedOut, $"The hub owed module '{moduleId}' an acknowledgement for more than {acknowledgementLimit}", "It connects again"));
            if (late is null)
            {
                return;
            }

            late.Complete(Fault(
                ModuleIdentityErrorCode.TimedOut,
                $"A message of module '{moduleId}' was not acknowledged within {options.MessageTimeout}",
                "Check the connection, or raise ModuleIdentities:Telemetry:MessageTimeout",
                late));
        }
    }

    /// <summary>The hub has acknowledged a message, over the present link or one that is just ending.</summary>
    public void Acknowledged(OutgoingMessage message)
    {
        bool isTaken;
        lock (_gate)
        {
            isTaken = Take(message);
        }

        if (isTaken)
        {
            ModuleIdentitiesTelemetry.Acknowledged(moduleId, time.GetElapsedTime(message.SentAt));
            message.Complete(null);
            message.Return();
        }

        SendWaiting();
    }

    /// <summary>The caller waits no longer. A message that has not been sent never will be.</summary>
    public void Cancel(OutgoingMessage message, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Take(message);
        }

        message.Cancel(cancellationToken);
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
                if (_link is null || _isPaused || _queue.TakeNext() is not OutgoingMessage next)
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

    /// <summary>Takes a message out of the queue; with the gate held.</summary>
    private bool Take(OutgoingMessage message)
    {
        bool isTaken = _queue.Remove(message);
        if (_queue.Count == 0)
        {
            _emptied?.TrySetResult();
            _emptied = null;
        }

        if (_queue.InFlight == 0)
        {
            _drained?.TrySetResult();
            _drained = null;
        }

        return isTaken;
    }

    private bool IsFull(OutgoingMessage message) => _queue.Count >= options.QueueCapacity || _queue.Bytes + message.Size > options.QueueBytes;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T Read<T>(Func<TelemetrySender, T> read)
    {
        lock (_gate)
        {
            return read(this);
        }
    }

    private TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    private ModuleIdentityException Fault(ModuleIdentityErrorCode code, string failure, string advice, OutgoingMessage message, Exception? inner = null) =>
        new(code, failure, advice, inner: inner) { ModuleId = moduleId, WasSent = message.Attempts > 0 };
}
