namespace ModuleIdentities;

/// <summary>What telemetry needs of a link.</summary>
internal interface ITelemetryLink
{
    /// <summary>
    /// Sends a device-to-cloud message, whose body is not read any more afterwards. It hears of its acknowledgement; when the link ends before, nothing
    /// is said. Never throws.
    /// </summary>
    void Publish(OutgoingMessage message);

    /// <summary>Breaks the link. The first reason stays; breaking again does nothing.</summary>
    /// <param name="fault">Why.</param>
    void Break(ModuleIdentityException fault);
}
