namespace ModuleIdentities;

/// <summary>What a backlog has given up.</summary>
/// <param name="Message">The message; null for many that are not in memory.</param>
/// <param name="Reason">Why.</param>
/// <param name="Messages">How many messages.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
internal readonly record struct DroppedMessages(OutgoingMessage? Message, TelemetryDropReason Reason, long Messages, long Bytes);
