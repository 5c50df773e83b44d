namespace ModuleIdentities;

/// <summary>Messages that were accepted and will not be sent: see "Bounds, and what happens at them" in docs/outbox.md.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Messages">How many.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
public sealed record TelemetryDropped(TelemetryDropReason Reason, long Messages, long Bytes);

/// <summary>Why accepted messages were dropped.</summary>
public enum TelemetryDropReason
{
    /// <summary>They were older than <see cref="TelemetryOptions.MessageTimeout"/> or <see cref="OutboxOptions.MaxAge"/>.</summary>
    TooOld,

    /// <summary>Newer ones took their place (<see cref="TelemetryFullMode.DropOldest"/>).</summary>
    QueueFull,

    /// <summary>So many connections ended with one of them on its way that it is likely what ended them.</summary>
    Undeliverable,

    /// <summary>The outbox's file was damaged, and they could not be read any more.</summary>
    Damaged,
}
