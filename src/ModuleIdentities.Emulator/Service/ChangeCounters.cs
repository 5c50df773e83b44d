namespace ModuleIdentities.Emulator.Service;

/// <summary>
/// Counts the changes of each kind, for those who show what the emulator holds: they ask again for what has changed since they asked, as often as they
/// like, and nobody keeps anything for them. Without one that waits, a change costs two atomic writes.
/// </summary>
internal sealed class ChangeCounters
{
    public static readonly IReadOnlyList<ChangeKind> Kinds = Enum.GetValues<ChangeKind>();

    private readonly long[] _counts = new long[Kinds.Count];
    private TaskCompletionSource? _waiting;

    /// <summary>Says that something of this kind has changed, after it did.</summary>
    public void Count(ChangeKind kind)
    {
        Interlocked.Increment(ref _counts[(int)kind]);
        Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
    }

    /// <summary>How many changes of this kind there were.</summary>
    public long Of(ChangeKind kind) => Interlocked.Read(ref _counts[(int)kind]);

    /// <summary>The counts of all kinds, in their order.</summary>
    public long[] Snapshot() => [.. Kinds.Select(Of)];

    /// <summary>The counts once they are not these any more: at once if they are others already.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<long[]> WaitAsync(IReadOnlyList<long> seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the counts are read: a change in between ends the wait.
            TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource waiting = Interlocked.CompareExchange(ref _waiting, mine, null) ?? mine;
            long[] now = Snapshot();
            if (!now.SequenceEqual(seen))
            {
                return now;
            }

            await waiting.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
