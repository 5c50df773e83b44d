using System.Diagnostics.Metrics;

namespace ModuleIdentities;

/// <summary>What provisioning costs a fleet: a unit of a hub has 100 registry operations a minute for all its devices.</summary>
internal static class ProvisioningMetrics
{
    private static readonly Counter<long> Operations = ModuleIdentitiesTelemetry.Meter.CreateCounter<long>(
        "moduleidentities.registry.operations", "{operation}", "Registry operations asked of the hub, each of which counts against its budget.");

    private static readonly Counter<long> Saved = ModuleIdentitiesTelemetry.Meter.CreateCounter<long>(
        "moduleidentities.registry.operations.saved", "{operation}", "Registry operations that were not needed, by what made them so.");

    private static readonly Counter<long> Registrations = ModuleIdentitiesTelemetry.Meter.CreateCounter<long>(
        "moduleidentities.registrations", "{registration}", "Registrations with the Device Provisioning Service.");

    private static readonly Counter<long> Retries = ModuleIdentitiesTelemetry.Meter.CreateCounter<long>(
        "moduleidentities.retries", "{retry}", "Requests to a service that are repeated, by why.");

    private static readonly Counter<long> Rotations = ModuleIdentitiesTelemetry.Meter.CreateCounter<long>(
        "moduleidentities.key.rotations", "{rotation}", "Keys of modules replaced by this device.");

    /// <param name="verb"><c>list</c>, <c>read</c>, <c>create</c> or <c>update</c>.</param>
    /// <param name="status">The HTTP status; 0 when there was no answer.</param>
    public static void CountOperation(string verb, int status) => Operations.Add(
        1,
        new KeyValuePair<string, object?>("moduleidentities.operation", verb),
        new KeyValuePair<string, object?>("http.response.status_code", status));

    /// <param name="reason"><c>cache</c> or <c>list</c>.</param>
    public static void CountSaved(string reason) => Saved.Add(1, new KeyValuePair<string, object?>("moduleidentities.reason", reason));

    public static void CountRegistration() => Registrations.Add(1);

    /// <param name="ladder"><c>network</c> or <c>throttling</c>.</param>
    public static void CountRetry(string ladder) => Retries.Add(1, new KeyValuePair<string, object?>("moduleidentities.reason", ladder));

    public static void CountRotation() => Rotations.Add(1);
}
