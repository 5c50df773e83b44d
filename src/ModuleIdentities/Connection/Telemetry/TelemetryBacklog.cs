namespace ModuleIdentities;

/// <summary>What a module has accepted and its hub has not acknowledged yet.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
/// <param name="InFlight">How many of them are on their way.</param>
/// <param name="Age">How long the oldest has waited; zero when there is none.</param>
/// <param name="IsDurable">Whether what is accepted now survives the process: there is an outbox, and its disk works.</param>
/// <param name="Fault">Why the outbox is not durable; null when it is, or when there is none.</param>
public sealed record TelemetryBacklog(long Messages, long Bytes, int InFlight, TimeSpan Age, bool IsDurable, string? Fault);
