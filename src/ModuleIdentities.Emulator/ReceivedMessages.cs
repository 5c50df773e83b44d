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

    /// <summary>How many messages are kept.</summary>
    public int Count => _log.Count;

    /// <summary>The messages kept now.</summary>
    public IReadOnlyList<ReceivedMessage> Snapshot() => _log.Snapshot();

    /// <summary>The first message that <paramref name="predicate"/> accepts, or the first at all; waits for it when there is none yet.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before one came.</exception>
    public async Task<ReceivedMessage> FirstAsync(Func<ReceivedMessage, bool>? predicate = null, CancellationToken cancellationToken = default) =>
        await _log.ReadAllAsync(cancellationToken).FirstAsync(message => predicate?.Invoke(message) ?? true, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public IAsyncEnumerator<ReceivedMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _log.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    internal void Append(ReceivedMessage message) => _log.Append(message);
}
