namespace ModuleIdentities.Emulator;

/// <summary>How large a hub is, and so how much it may be asked for.</summary>
/// <param name="Sku">The tier.</param>
/// <param name="Units">How many units of it, 1 to 200.</param>
public sealed record HubScale(HubSku Sku, int Units = 1)
{
    /// <summary>
    /// How long a request that comes too soon may wait for its turn before it is refused. Default nothing, so that a test need not move the clock;
    /// a real hub has been seen to delay requests by a second or so before it began to refuse them.
    /// </summary>
    public TimeSpan LongestDelay { get; init; }

    internal bool IsBasic => Sku is HubSku.B1 or HubSku.B2 or HubSku.B3;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Units, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Units, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestDelay, TimeSpan.Zero);
    }
}
