namespace ModuleIdentities;

/// <summary>How long one kind of failure is waited out: longer each time, up to a cap, and never two devices in step.</summary>
/// <param name="Name">The name in metrics.</param>
/// <param name="First">The ceiling of the first wait.</param>
/// <param name="Cap">The ceiling of any wait.</param>
/// <param name="Floor">The least that is waited.</param>
internal sealed record RetryLadder(string Name, TimeSpan First, TimeSpan Cap, TimeSpan Floor)
{
    private const int HighestPower = 30;

    /// <summary>A network that is down, or a service that fails.</summary>
    public static RetryLadder Network { get; } = new("network", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.Zero);

    /// <summary>A service that asks for fewer requests; a hub's 429 has no Retry-After and says "Wait 10 seconds and try again".</summary>
    public static RetryLadder Throttling { get; } = new("throttling", TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));

    /// <summary>An identity that is refused: somebody has to act, so that asking often is of no use.</summary>
    public static RetryLadder Refusal { get; } = new("refusal", TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromMinutes(5));

    /// <summary>The ladder for a failure; null for what no waiting heals.</summary>
    public static RetryLadder? For(ModuleIdentityException failure) => failure.Code switch
    {
        ModuleIdentityErrorCode.Throttled => Throttling,
        ModuleIdentityErrorCode.ServiceFailed or ModuleIdentityErrorCode.Unreachable or ModuleIdentityErrorCode.TimedOut
            or ModuleIdentityErrorCode.ClockWrong => Network,
        _ => null,
    };

    /// <summary>Full jitter between nothing and the ceiling, on top of the floor or of what the service asks for.</summary>
    /// <param name="attempt">How many waits there were before, from 0.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    /// <param name="asked">What the service asks for; null when it does not say.</param>
    public TimeSpan Delay(int attempt, double random, TimeSpan? asked)
    {
        double ceiling = Math.Min(Cap.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempt, HighestPower)));
        return (asked ?? Floor) + TimeSpan.FromSeconds(ceiling * random);
    }
}
