namespace ModuleIdentities;

/// <summary>How much may wait, how long, and what happens at the bound: the same for a queue in memory and for one on disk.</summary>
/// <param name="Messages">Messages that are accepted and not acknowledged.</param>
/// <param name="Bytes">Bytes of their bodies.</param>
/// <param name="Age">How long a message may wait for its acknowledgement.</param>
/// <param name="WhenFull">What a send does when the queue is full.</param>
/// <param name="Room">How much may wait for room besides, in memory, where sends wait for it.</param>
/// <param name="Section">Where the options are, for advice.</param>
internal sealed record QueueLimits(long Messages, long Bytes, TimeSpan Age, TelemetryFullMode WhenFull, QueueRoom Room, string Section)
{
    public static QueueLimits Of(TelemetryOptions memory) =>
        new(memory.QueueCapacity, memory.QueueBytes, memory.MessageTimeout, memory.WhenFull, QueueRoom.Of(memory), "Telemetry");

    public static QueueLimits Of(OutboxOptions outbox, TelemetryOptions memory) =>
        new(outbox.Capacity, outbox.CapacityBytes, outbox.MaxAge, outbox.WhenFull, QueueRoom.Of(memory), "Outbox");

    /// <summary>Whether so much is more than may wait.</summary>
    public bool AreExceededBy(long messages, long bytes) => messages > Messages || bytes > Bytes;

    /// <summary>Whether a send that makes it so much is refused.</summary>
    public bool Refuses(long messages, long bytes) => WhenFull switch
    {
        TelemetryFullMode.Throw => AreExceededBy(messages, bytes),

        // Only a program that does not await its sends comes so far, and it would go on until there is no memory left.
        TelemetryFullMode.Wait => AreExceededBy(messages - Room.Messages, bytes - Room.Bytes),
        _ => false,
    };
}

/// <summary>How much memory may be used for messages.</summary>
/// <param name="Messages">Messages.</param>
/// <param name="Bytes">Bytes of their bodies.</param>
internal readonly record struct QueueRoom(long Messages, long Bytes)
{
    public static QueueRoom Of(TelemetryOptions memory) => new(memory.QueueCapacity, memory.QueueBytes);
}
