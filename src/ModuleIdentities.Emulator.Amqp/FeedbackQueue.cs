namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// What a hub has to tell of the cloud-to-device messages whose senders asked for it. Each is given to one reader, and to another when that one
/// does not complete it ("Send cloud-to-device messages from an IoT hub", message feedback).
/// </summary>
internal sealed class FeedbackQueue
{
    /// <summary>The most that one message of feedback tells.</summary>
    private const int LargestBatch = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<MessageFeedback> _waiting = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes in what the hub tells, until cancelled.</summary>
    public async Task FillAsync(MessageFeedbackLog log, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (MessageFeedback feedback in log.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                lock (_gate)
                {
                    _waiting.AddLast(feedback);
                    SignalNeedsLock();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The endpoint has ended.
        }
    }

    /// <summary>The oldest that nobody has, up to 64; waits until there is one.</summary>
    public async Task<IReadOnlyList<MessageFeedback>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    MessageFeedback[] batch = [.. _waiting.Take(LargestBatch)];
                    foreach (MessageFeedback _ in batch)
                    {
                        _waiting.RemoveFirst();
                    }

                    return batch;
                }

                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives back what was not completed, to be taken next.</summary>
    public void Return(IReadOnlyList<MessageFeedback> batch)
    {
        lock (_gate)
        {
            foreach (MessageFeedback feedback in batch.Reverse())
            {
                _waiting.AddFirst(feedback);
            }

            SignalNeedsLock();
        }
    }

    private void SignalNeedsLock()
    {
        _grown.TrySetResult();
        _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
