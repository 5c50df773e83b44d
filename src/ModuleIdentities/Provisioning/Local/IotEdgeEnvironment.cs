namespace ModuleIdentities;

/// <summary>What IoT Edge tells a module in the environment of its container (Azure/iotedge, edge-agent, CreateOrUpdateCommand.cs).</summary>
/// <param name="Workload">Where the workload API listens.</param>
/// <param name="HubHostName">The hub.</param>
/// <param name="GatewayHost">The host of the edge hub, which stands before the hub; null when the module connects to the hub itself.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="ModuleId">The module.</param>
/// <param name="GenerationId">The hub's mark of this very module.</param>
/// <param name="ApiVersion">The version of the workload API.</param>
internal sealed record IotEdgeEnvironment(
    LocalAddress Workload, string HubHostName, string? GatewayHost, string DeviceId, string ModuleId, string GenerationId, string ApiVersion)
{
    public const string WorkloadVariable = "IOTEDGE_WORKLOADURI";

    /// <summary>The first version, which every release serves.</summary>
    private const string FirstApiVersion = "2018-06-28";

    /// <summary>The one scheme there is: signatures of the workload API.</summary>
    private const string Scheme = "sasToken";

    /// <summary>Reads it.</summary>
    /// <param name="edge">Where the variables are.</param>
    /// <param name="faults">Everything that is wrong with them, each to follow a comma.</param>
    /// <returns>The environment; null when something is wrong.</returns>
    public static IotEdgeEnvironment? Read(IotEdgeOptions edge, out IReadOnlyList<string> faults)
    {
        List<string> wrong = [];
        string workload = Required(WorkloadVariable);
        if (!LocalAddress.TryParse(workload, out LocalAddress address) && workload.Length > 0)
        {
            wrong.Add($"{WorkloadVariable} is '{workload}', which is no address that begins with unix:// or http://");
        }

        string scheme = Required("IOTEDGE_AUTHSCHEME");
        if (scheme.Length > 0 && !scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            wrong.Add($"IOTEDGE_AUTHSCHEME is '{scheme}'; only {Scheme} is known");
        }

        string hub = Required("IOTEDGE_IOTHUBHOSTNAME");
        string device = Required("IOTEDGE_DEVICEID");
        string module = Required("IOTEDGE_MODULEID");
        string generation = Required("IOTEDGE_MODULEGENERATIONID");
        faults = wrong;
        return wrong.Count > 0
            ? null
            : new IotEdgeEnvironment(
                address, hub, Optional("IOTEDGE_GATEWAYHOSTNAME"), device, module, generation, Optional("IOTEDGE_APIVERSION") ?? FirstApiVersion);

        string? Optional(string name) => edge.Variables(name) is { Length: > 0 } value ? value : null;

        string Required(string name)
        {
            string? value = Optional(name);
            if (value is null)
            {
                wrong.Add($"the environment has no {name}, which IoT Edge gives each module");
            }

            return value ?? "";
        }
    }
}
