namespace ModuleIdentities.Agents;

/// <summary>The agents that come with this library.</summary>
public static class KnownAgents
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Agent> All { get; } = [new DefenderAgent(), new DeviceUpdateAgent(), new OsConfigAgent()];
}
