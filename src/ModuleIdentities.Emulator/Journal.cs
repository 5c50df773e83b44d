namespace ModuleIdentities.Emulator;

/// <summary>
/// What clients sent, exactly as received: each HTTP request and each MQTT CONNECT, SUBSCRIBE and PUBLISH, oldest first. The newest
/// <see cref="IotEmulatorOptions.RetainedJournalEntries"/> are kept. Entries hold credentials; do not print them.
/// </summary>
public sealed class Journal : IAsyncEnumerable<JournalEntry>
{
    private readonly RetainedLog<JournalEntry> _log;
    private readonly TimeProvider _time;

    internal Journal(int capacity, TimeProvider time)
    {
        _log = new RetainedLog<JournalEntry>(capacity);
        _time = time;
    }

    /// <summary>The entries kept now.</summary>
    public IReadOnlyList<JournalEntry> Entries => _log.Snapshot();

    /// <summary>The first entry of kind <typeparamref name="T"/> that <paramref name="predicate"/> accepts; waits for it when there is none yet.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before one came.</exception>
    public async Task<T> FirstAsync<T>(Func<T, bool>? predicate = null, CancellationToken cancellationToken = default)
        where T : JournalEntry => await _log.ReadAllAsync(cancellationToken)
            .OfType<T>()
            .FirstAsync(entry => predicate?.Invoke(entry) ?? true, cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public IAsyncEnumerator<JournalEntry> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _log.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    internal DateTimeOffset Now => _time.GetUtcNow();

    internal void Append(JournalEntry entry) => _log.Append(entry);
}
