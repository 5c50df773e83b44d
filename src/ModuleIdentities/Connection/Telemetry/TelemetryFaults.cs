namespace ModuleIdentities;

/// <summary>What the sends of one module fail with.</summary>
/// <param name="moduleId">The module.</param>
/// <param name="limits">The bounds that advice is about.</param>
internal sealed class TelemetryFaults(string moduleId, QueueLimits limits)
{
    public ModuleIdentityException Full(long count) => new(
        ModuleIdentityErrorCode.QueueFull,
        $"The queue of module '{moduleId}' is full with {count} messages",
        limits.WhenFull == TelemetryFullMode.Wait
            ? $"Await the sends: as many again wait for room already. Or send less while the module is not connected, or raise ModuleIdentities:{limits.Section}"
            : $"Send less while the module is not connected, or raise ModuleIdentities:{limits.Section}")
    { ModuleId = moduleId };

    public ModuleIdentityException Stopped(OutgoingMessage message) => Of(
        message, ModuleIdentityErrorCode.Stopped, $"Module '{moduleId}' was disposed before the hub acknowledged a message", "Await the sends, or FlushAsync, before disposing");

    public ModuleIdentityException Silent(TimeSpan limit) => new(
        ModuleIdentityErrorCode.TimedOut, $"The hub owed module '{moduleId}' an acknowledgement for more than {limit}", "It connects again")
    { ModuleId = moduleId };

    public ModuleIdentityException Dropped(OutgoingMessage message, TelemetryDropReason reason) => reason switch
    {
        TelemetryDropReason.TooOld => Of(
            message,
            ModuleIdentityErrorCode.TimedOut,
            $"A message of module '{moduleId}' was not acknowledged within {limits.Age}",
            $"Check the connection, or raise its limit in ModuleIdentities:{limits.Section}"),
        TelemetryDropReason.Undeliverable => Of(
            message,
            ModuleIdentityErrorCode.Unreachable,
            $"A message of module '{moduleId}' was sent {TelemetrySender.MostAttempts} times, and each time the connection ended before the hub acknowledged it",
            "Check its properties and size; if they are right, check the network"),
        _ => Of(
            message,
            ModuleIdentityErrorCode.Dropped,
            $"A message of module '{moduleId}' made room for a newer one",
            $"Send less while the module is not connected, or raise ModuleIdentities:{limits.Section}"),
    };

    private ModuleIdentityException Of(OutgoingMessage message, ModuleIdentityErrorCode code, string failure, string advice) =>
        new(code, failure, advice) { ModuleId = moduleId, WasSent = message.Attempts > 0 };
}
