namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A clock that is wrong by an amount that can be set right; its timers run as the machine's do.</summary>
internal sealed class ShiftedClock(TimeSpan shift) : TimeProvider
{
    private long _shift = shift.Ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    /// <summary>Sets the clock right.</summary>
    public void Heal() => Shift(TimeSpan.Zero);

    /// <summary>Sets the clock wrong by an amount.</summary>
    public void Shift(TimeSpan shift) => Interlocked.Exchange(ref _shift, shift.Ticks);
}
