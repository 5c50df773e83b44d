namespace ModuleIdentities;

/// <summary>What the validator wants of the environment of a module of IoT Edge.</summary>
internal static class IotEdgeRules
{
    private const string Path = "Provisioning:IotEdge:Enabled";

    public static void Check(IotEdgeOptions edge, OptionFaults faults)
    {
        if (edge.Enabled)
        {
            _ = IotEdgeEnvironment.Read(edge, out IReadOnlyList<string> wrong);
            foreach (string fault in wrong)
            {
                faults.Add(Path, $"is true, but {fault}");
            }
        }
    }

    /// <summary>What to tell somebody who has said nothing of where identities come from.</summary>
    public static string Hint(IotEdgeOptions edge) => string.IsNullOrEmpty(edge.Variables(IotEdgeEnvironment.WorkloadVariable))
        ? ""
        : " (This is a container of IoT Edge: set Provisioning:IotEdge:Enabled to true for the identity that it gives.)";
}
