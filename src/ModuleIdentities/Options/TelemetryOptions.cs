namespace ModuleIdentities;

/// <summary>How telemetry waits and is sent: see "Back-pressure" in docs/connection.md.</summary>
public sealed class TelemetryOptions
{
    /// <summary>How many messages of one module may be on their way, not yet acknowledged. Default 64; 1 to 1000.</summary>
    public int Window { get; set; } = 64;

    /// <summary>What a send does when the queue is full. Default <see cref="TelemetryFullMode.Wait"/>.</summary>
    public TelemetryFullMode WhenFull { get; set; }

    /// <summary>How many messages the queue of one module holds, those on their way included. Default 10,000; at least 1.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How many bytes of bodies the queue of one module holds. Default 64 MB; at least 256 KB, the size of one message.</summary>
    public long QueueBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long a message may wait for its acknowledgement, outages included, before its send fails. Default 1 hour; at least 1 second.</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long disposing waits for the acknowledgement of what was sent. Default 5 seconds; zero for not at all.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>What a send does when the queue is full.</summary>
public enum TelemetryFullMode
{
    /// <summary>
    /// It waits for room: its task completes later, and whoever awaits the sends is slowed down by that. For a program that does not, there is an end to
    /// it: at most <see cref="TelemetryOptions.QueueCapacity"/> sends with <see cref="TelemetryOptions.QueueBytes"/> wait for room, besides those in the
    /// queue; one more fails with <see cref="ModuleIdentityErrorCode.QueueFull"/>.
    /// </summary>
    Wait,

    /// <summary>It fails with <see cref="ModuleIdentityErrorCode.QueueFull"/>: for a program that does not await its sends.</summary>
    Throw,

    /// <summary>
    /// The oldest message that is not on its way makes room: its send fails with <see cref="ModuleIdentityErrorCode.Dropped"/>, and
    /// <see cref="ModuleClient.TelemetryDropped"/> tells.
    /// </summary>
    DropOldest,
}
