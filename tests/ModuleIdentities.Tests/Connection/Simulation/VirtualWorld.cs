namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>A clock and a scheduler of one thread: what is due next happens next, and the same seed always gives the same course.</summary>
internal sealed class VirtualWorld(int seed) : TimeProvider
{
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _agenda = new();
    private long _order;

    public Random Random { get; } = new(seed);

    public TimeSpan Now { get; private set; }

    /// <summary>How much is still to happen.</summary>
    public int Pending => _agenda.Count;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("Nothing that is simulated has timers of its own.");

    /// <summary>Lets something happen later.</summary>
    public void In(TimeSpan delay, Action action) => _agenda.Enqueue(action, (Now + delay, _order++));

    /// <summary>Lets the next thing happen.</summary>
    public bool Step()
    {
        if (!_agenda.TryDequeue(out Action? action, out (TimeSpan Due, long Order) key))
        {
            return false;
        }

        Now = key.Due;
        action();
        return true;
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public TimeSpan Between(double from, double to) => TimeSpan.FromSeconds(from + ((to - from) * Random.NextDouble()));
}
