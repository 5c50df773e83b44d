namespace ModuleIdentities;

/// <summary>What telemetry needs of a link.</summary>
internal interface ITelemetryLink
{
    /// <summary>Sends a device-to-cloud message; completes with the acknowledgement, or fails with the link. Never throws.</summary>
    Task PublishEvent(OutgoingMessage message);

    /// <summary>Breaks the link. The first reason stays; breaking again does nothing.</summary>
    /// <param name="fault">Why; null when only the failing of an operation says so.</param>
    void Break(ModuleIdentityException? fault);
}
