namespace ModuleIdentities;

/// <summary>
/// How much telemetry waits on disk, and how long: see docs/outbox.md. In force when the package <c>ModuleIdentities.Outbox</c> is, by
/// <c>AddOutbox()</c> or <c>UseOutbox()</c>.
/// </summary>
public sealed class OutboxOptions
{
    /// <summary>
    /// A directory of this application alone; made with mode 0700 when it does not exist. Environment variables are expanded.
    /// By default <c>outbox</c> in the directory that systemd gives a service (<c>StateDirectory=</c>).
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>How many messages of one module wait. Default 100,000; at least 1.</summary>
    public long Capacity { get; set; } = 100_000;

    /// <summary>How many bytes of bodies of one module wait. Default 256 MB; at least 256 KB, the size of one message.</summary>
    public long CapacityBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How old a message may become, outages and restarts included, before it is dropped. Default 7 days; at least 1 second.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>What a send does when the outbox is full. Default <see cref="TelemetryFullMode.Wait"/>.</summary>
    public TelemetryFullMode WhenFull { get; set; }

    internal string? FullPath => StateDirectory.Resolve(Directory, "outbox");
}
