namespace ModuleIdentities;

/// <summary>How much may wait, how long, and what happens at the bound: the same for a queue in memory and for one on disk.</summary>
/// <param name="Messages">Messages that are accepted and not acknowledged.</param>
/// <param name="Bytes">Bytes of their bodies.</param>
/// <param name="Age">How long a message may wait for its acknowledgement.</param>
/// <param name="WhenFull">What a send does when the queue is full.</param>
/// <param name="Section">Where the options are, for advice.</param>
internal sealed record QueueLimits(long Messages, long Bytes, TimeSpan Age, TelemetryFullMode WhenFull, string Section)
{
    public static QueueLimits Of(TelemetryOptions options) =>
        new(options.QueueCapacity, options.QueueBytes, options.MessageTimeout, options.WhenFull, "Telemetry");

    public static QueueLimits Of(OutboxOptions options) =>
        new(options.Capacity, options.CapacityBytes, options.MaxAge, options.WhenFull, "Outbox");

    /// <summary>Whether so much is more than may wait.</summary>
    public bool AreExceededBy(long messages, long bytes) => messages > Messages || bytes > Bytes;
}
