namespace ModuleIdentities.Emulator;

/// <summary>
/// The device-to-cloud messages that the hub accepted since it started, oldest first: the newest
/// <see cref="IotEmulatorOptions.RetainedMessages"/> of them, then each new one as it arrives. Any number of readers may read it, each from
/// the beginning.
/// </summary>
public sealed class ReceivedMessages : IAsyncEnumerable<ReceivedMessage>
{
    private readonly RetainedLog<ReceivedMessage> _log;

    internal ReceivedMessages(int capacity) => _log = new RetainedLog<ReceivedMessage>(capacity);

    /// <summary>Raised after a message was received.</summary>
    internal event Action? Appended;

    /// <summary>How many messages are kept.</summary>
    public int Count => _log.Count;

    /// <summary>The messages kept now.</summary>
    public IReadOnlyList<ReceivedMessage> Snapshot() => _log.Snapshot();

    /// <summary>The first message that <paramref name="predicate"/> accepts, or the first at all; waits for it when there is none yet.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before one came.</exception>
    public async Task<ReceivedMessage> FirstAsync(Func<ReceivedMessage, bool>? predicate = null, CancellationToken cancellationToken = default) =>
        await _log.ReadAllAsync(cancellationToken).FirstAsync(message => predicate?.Invoke(message) ?? true, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The messages that the filter accepts: those kept now, then each new one, until cancelled. A reader that falls behind by more than
    /// <see cref="IotEmulatorOptions.RetainedMessages"/> misses the oldest; the hub waits for nobody.
    /// </summary>
    public IAsyncEnumerable<ReceivedMessage> ReadAsync(MessageFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _log.ReadAllAsync(cancellationToken).Where(filter.Accepts);
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<ReceivedMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _log.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    internal void Append(ReceivedMessage message)
    {
        _log.Append(message);
        Appended?.Invoke();
    }
}
