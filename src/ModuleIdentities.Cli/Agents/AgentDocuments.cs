using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary>What was done to an agent, or would be.</summary>
internal sealed record AgentDocument(string Agent, string State, IReadOnlyList<AgentFileFacts> Files, IReadOnlyList<string> Commands) : ToolDocument
{
    public static AgentDocument Of(Agent agent, AgentOutcome outcome) => new(
        agent.Name,
        outcome.State.ToString().ToLowerInvariant(),
        [.. outcome.Changes.Select(AgentFileFacts.Of)],
        [.. outcome.Commands.Select(command => command.ToString())]);
}

/// <summary>A file that changes.</summary>
/// <param name="Path">The full path on the device.</param>
/// <param name="Change"><c>create</c>, <c>update</c>, <c>protect</c> (owner and mode alone) or <c>delete</c>.</param>
/// <param name="Owner">User and group.</param>
/// <param name="Mode">Its mode in octal digits.</param>
/// <param name="Diff">The lines that change; secrets as fingerprints.</param>
internal sealed record AgentFileFacts(string Path, string Change, string Owner, string Mode, string Diff)
{
    public static AgentFileFacts Of(FileChange change) => new(
        change.File.Path,
        change.Kind.ToString().ToLowerInvariant(),
        $"{change.File.Owner}:{change.File.Group}",
        Convert.ToString((int)change.File.Mode, 8).PadLeft(4, '0'),
        change.Diff);
}

/// <summary>How an agent stands.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Unit">Its systemd unit.</param>
/// <param name="UnitState">What systemd says of it; null for an image.</param>
/// <param name="IsPending">Whether a change was begun and not seen through.</param>
/// <param name="BusyWith">Why it must not be restarted now; null when it may be.</param>
internal sealed record AgentStatusDocument(string Agent, string Unit, string? UnitState, bool IsPending, string? BusyWith) : ToolDocument;
