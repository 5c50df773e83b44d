namespace ModuleIdentities.Emulator;

/// <summary>
/// What became of the cloud-to-device messages whose sender asked for it, since the emulator started: what was told so far, then each new one. Any
/// number of readers may read it, each from the beginning.
/// </summary>
public sealed class MessageFeedbackLog : IAsyncEnumerable<MessageFeedback>
{
    private const int Retained = 10_000;

    private readonly RetainedLog<MessageFeedback> _log = new(Retained);

    internal MessageFeedbackLog()
    {
    }

    /// <summary>The first that <paramref name="predicate"/> accepts, or the first at all; waits for it when there is none yet.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before one came.</exception>
    public async Task<MessageFeedback> FirstAsync(Func<MessageFeedback, bool>? predicate = null, CancellationToken cancellationToken = default) =>
        await _log.ReadAllAsync(cancellationToken).FirstAsync(feedback => predicate?.Invoke(feedback) ?? true, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public IAsyncEnumerator<MessageFeedback> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _log.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    internal void Append(MessageFeedback feedback) => _log.Append(feedback);
}
