namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A clock that goes faster than the machine's, and whose timers do so too.</summary>
/// <param name="speed">How many of its seconds make one of the machine's.</param>
internal sealed class QuickClock(int speed) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Quicken(dueTime), Quicken(period));

    private TimeSpan Quicken(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / speed;
}
