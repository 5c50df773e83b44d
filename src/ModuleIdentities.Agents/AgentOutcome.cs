namespace ModuleIdentities.Agents;

/// <summary>What has been done to an agent, or would be.</summary>
/// <param name="Changes">The files that change.</param>
/// <param name="Commands">The commands that make the agent take them up.</param>
/// <param name="State">How it ended.</param>
public sealed record AgentOutcome(IReadOnlyList<FileChange> Changes, IReadOnlyList<ServiceCommand> Commands, AgentOutcomeState State);

/// <summary>How it ended.</summary>
public enum AgentOutcomeState
{
    /// <summary>Nothing was to be done.</summary>
    Unchanged,

    /// <summary>This would be done.</summary>
    Planned,

    /// <summary>It was done, and the agent runs.</summary>
    Applied,

    /// <summary>The files are written; nothing was restarted, as was asked for or because it is an image.</summary>
    Written,
}
