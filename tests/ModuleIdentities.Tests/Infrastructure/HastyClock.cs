namespace ModuleIdentities.Tests.Infrastructure;

/// <summary>A clock whose every wait is over at once, and which remembers how long each was to be.</summary>
internal sealed class HastyClock : TimeProvider
{
    private readonly List<TimeSpan> _waits = [];

    /// <summary>The waits, in their order.</summary>
    public IReadOnlyList<TimeSpan> Waits => _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            _waits.Add(dueTime);
        }

        return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
