namespace ModuleIdentities.Emulator.Service.Limits;

/// <summary>
/// Counts one kind of operation, and says when it is the turn of each: as many at once as a period allows, and then one after another at that rate.
/// (The token bucket of System.Threading.RateLimiting has a clock of its own.)
/// </summary>
internal sealed class ThrottleMeter(TimeProvider time)
{
    private readonly Lock _gate = new();
    private Rate? _rate;
    private double _left;
    private long _last;
    private long _admitted;
    private long _delayed;
    private long _refused;

    public ThrottleCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new ThrottleCounts(_admitted, _delayed, _refused);
            }
        }
    }

    /// <summary>Sets the limit, or lifts it; it begins anew.</summary>
    public void Limit(Rate? rate)
    {
        lock (_gate)
        {
            _rate = rate;
            _left = rate?.Count ?? 0;
            _last = time.GetTimestamp();
        }
    }

    /// <summary>Takes a turn.</summary>
    /// <param name="weight">How many operations it is.</param>
    /// <param name="longest">The longest wait that is worth it.</param>
    /// <returns>How long to wait until then; null, and no turn, when that is longer than <paramref name="longest"/>.</returns>
    public TimeSpan? Take(int weight, TimeSpan longest) => Take(weight, longest, out _);

    /// <inheritdoc cref="Take(int, TimeSpan)"/>
    /// <param name="weight">How many operations it is.</param>
    /// <param name="longest">The longest wait that is worth it.</param>
    /// <param name="wait">How long it would be until then.</param>
    public TimeSpan? Take(int weight, TimeSpan longest, out TimeSpan wait)
    {
        lock (_gate)
        {
            wait = WaitNeedsLock(weight);
            if (wait > longest)
            {
                _refused++;
                return null;
            }

            _left -= weight;
            _admitted++;
            _delayed += wait > TimeSpan.Zero ? 1 : 0;
            return wait;
        }
    }

    private TimeSpan WaitNeedsLock(int weight)
    {
        if (_rate is not { } rate)
        {
            _left = weight;
            return TimeSpan.Zero;
        }

        long now = time.GetTimestamp();
        _left = Math.Min(rate.Count, _left + rate.Count * (time.GetElapsedTime(_last, now) / rate.Period));
        _last = now;

        // What is heavier than a whole period waits until nothing is owed, not for ever.
        double missing = Math.Min(weight, rate.Count) - _left;

        // Less than a millionth is the rounding of the sums above.
        return missing < 1e-6 ? TimeSpan.Zero : rate.Period * (missing / rate.Count);
    }
}
