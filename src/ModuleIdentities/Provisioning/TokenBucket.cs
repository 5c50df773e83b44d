namespace ModuleIdentities;

/// <summary>
/// Lets through a burst and then a steady rate, in the order of asking: what keeps one process, whatever goes wrong in it, from using up the
/// registry operations of a whole hub.
/// </summary>
/// <remarks>System.Threading.RateLimiting has the like, but only on the machine's own clock.</remarks>
/// <param name="burst">How many may come at once.</param>
/// <param name="interval">How long it takes until one more may come.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(int burst, TimeSpan interval, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>How far the clock had come at the start: a time of day would block everything when it is set back.</summary>
    private readonly long _start = time.GetTimestamp();

    /// <summary>When the bucket is full again, counted from the start.</summary>
    private TimeSpan _full = TimeSpan.MinValue;

    /// <summary>Waits for its turn.</summary>
    public Task TakeAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = Take();
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellationToken);
    }

    private TimeSpan Take()
    {
        lock (_gate)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            _full = (_full > now ? _full : now) + interval;
            return _full - now - (interval * burst);
        }
    }
}
