using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary>Shows what is done to an agent.</summary>
internal static class AgentScreen
{
    public static void Show(this Screen screen, Agent agent, AgentOutcome outcome)
    {
        AgentDocument document = AgentDocument.Of(agent, outcome);
        screen.Result(document, ToolJson.Relaxed.AgentDocument, () =>
        {
            foreach (AgentFileFacts file in document.Files)
            {
                screen.Line($"{file.Change} {file.Path} ({file.Owner} {file.Mode})");
                if (file.Diff.Length > 0)
                {
                    screen.Line(file.Diff);
                }
            }

            foreach (string command in document.Commands)
            {
                screen.Line($"run {command}");
            }

            screen.Note(outcome.State switch
            {
                AgentOutcomeState.Unchanged => $"'{agent.Name}' has what it needs.",
                AgentOutcomeState.Planned => "Nothing was changed: this is what would be done.",
                AgentOutcomeState.Applied => $"Done; {agent.Unit} has been told.",
                _ => $"The files are written; {agent.Unit} takes them up when it is next started.",
            });
        });
    }
}
