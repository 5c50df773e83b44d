using System.Diagnostics.Metrics;

namespace ModuleIdentities;

/// <summary>The names under which OpenTelemetry finds what this library measures.</summary>
public static class ModuleIdentitiesTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "ModuleIdentities";

    private static readonly Meter Meter = new(Name, ClientName.Version);

    private static readonly Counter<long> Operations = Meter.CreateCounter<long>(
        "module_identities.registry.operations", "{operation}", "Registry operations asked of the hub, each of which counts against its budget.");

    private static readonly Counter<long> Saved = Meter.CreateCounter<long>(
        "module_identities.registry.operations.saved", "{operation}", "Registry operations that were not needed, by what made them so.");

    private static readonly Counter<long> Registrations = Meter.CreateCounter<long>(
        "module_identities.registrations", "{registration}", "Registrations with the Device Provisioning Service.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "module_identities.retries", "{retry}", "Requests to a service that are repeated, by why.");

    private static readonly Counter<long> Rotations = Meter.CreateCounter<long>(
        "module_identities.key.rotations", "{rotation}", "Keys of modules replaced by this device.");

    /// <param name="verb"><c>list</c>, <c>read</c>, <c>create</c> or <c>update</c>.</param>
    /// <param name="status">The HTTP status; 0 when there was no answer.</param>
    internal static void CountOperation(string verb, int status) => Operations.Add(
        1,
        new KeyValuePair<string, object?>("module_identities.operation", verb),
        new KeyValuePair<string, object?>("http.response.status_code", status));

    /// <param name="reason"><c>cache</c>, <c>list</c> or <c>shared</c>.</param>
    internal static void CountSaved(string reason) => Saved.Add(1, new KeyValuePair<string, object?>("module_identities.reason", reason));

    internal static void CountRegistration() => Registrations.Add(1);

    /// <param name="ladder"><c>network</c> or <c>throttling</c>.</param>
    internal static void CountRetry(string ladder) => Retries.Add(1, new KeyValuePair<string, object?>("module_identities.reason", ladder));

    internal static void CountRotation() => Rotations.Add(1);
}
