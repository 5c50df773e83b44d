namespace ModuleIdentities;

/// <summary>
/// How long is waited before a module connects again: one ladder for the network, a slower one for a hub that asks for fewer requests, the slowest
/// for one that refuses the identity or gives it to somebody else. The figures are those of "Retry and re-provisioning" in docs/connection.md.
/// </summary>
internal static class WaitLadder
{
    /// <summary>A second to a minute, with full jitter: a fleet spreads evenly.</summary>
    public static WaitRange Network(int failures) => new(TimeSpan.Zero, Step(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), failures));

    /// <summary>Ten seconds to five minutes; the hub needs the pause itself, so the jitter comes on top.</summary>
    public static WaitRange Throttled(int failures, TimeSpan? asked) =>
        From(asked ?? Step(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), failures));

    /// <summary>Half a minute to ten minutes: whoever waits longer leaves the identity to the other.</summary>
    public static WaitRange TakenOver(int times) => From(Step(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), times));

    /// <summary>Five minutes to an hour: a refused credential does not heal by asking.</summary>
    public static WaitRange Refused(int times) => From(Step(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), times));

    /// <summary>
    /// So many refusals of a hub that learns of its modules later are waited out, for five minutes in all. That of IoT Edge asks the cloud for its modules
    /// again after a minute, and for one whose key has changed after two (Azure/iotedge, DeviceScopeIdentitiesCache.cs).
    /// </summary>
    public const int Learning = 6;

    /// <summary>Five seconds to a little less than three minutes: the hub is asked in vain only until it knows the module.</summary>
    /// <param name="times">Which of the first <see cref="Learning"/> refusals it is.</param>
    public static WaitRange Learns(int times) => From(Step(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(160), times));

    private static WaitRange From(TimeSpan shortest) => new(shortest, shortest * 1.25);

    /// <param name="first">The first step.</param>
    /// <param name="last">The longest step.</param>
    /// <param name="count">Which step, from 1.</param>
    private static TimeSpan Step(TimeSpan first, TimeSpan last, int count) =>
        TimeSpan.FromSeconds(Math.Min(last.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Clamp(count - 1, 0, 30))));
}
