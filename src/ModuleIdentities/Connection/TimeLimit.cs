namespace ModuleIdentities;

/// <summary>A caller's token joined with a time limit, able to tell which of the two ended the work.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _joined;

    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        Caller = caller;
        _clock = new CancellationTokenSource(limit, time);
        _joined = CancellationTokenSource.CreateLinkedTokenSource(_clock.Token, caller);
    }

    /// <summary>The caller's own token.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Ends with the caller's token or with the limit, whichever is first.</summary>
    public CancellationToken Token => _joined.Token;

    /// <summary>True when the limit has run out.</summary>
    public bool IsOver => _clock.IsCancellationRequested;

    public void Dispose()
    {
        _joined.Dispose();
        _clock.Dispose();
    }
}
