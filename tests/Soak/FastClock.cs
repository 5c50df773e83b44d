namespace ModuleIdentities.Soak;

/// <summary>
/// A clock that goes faster than the machine's, the same in every process that is given the same begin: waits of minutes and tokens of an hour come
/// to their end within a run.
/// </summary>
/// <param name="begin">When it showed what the machine's clock did.</param>
/// <param name="speed">How much faster it goes.</param>
internal sealed class FastClock(DateTimeOffset begin, double speed) : TimeProvider
{
    public DateTimeOffset Begin { get; } = begin;

    public double Speed { get; } = speed;

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Begin + ((System.GetUtcNow() - Begin) * Speed);

    public override long GetTimestamp() => (long)(System.GetTimestamp() * Speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Real(TimeSpan time) => time < TimeSpan.Zero ? time : time / Speed;

    private sealed class FastTimer(ITimer timer, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
