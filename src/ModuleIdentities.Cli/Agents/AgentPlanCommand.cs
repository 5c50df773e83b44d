using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid agent plan</c></summary>
internal sealed class AgentPlanCommand() : AgentRequestCommand(
    "plan", "Show what 'agent apply' would do to the files and services of an agent, secrets as fingerprints. The module is got or created for it.")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid agent plan osconfig --config /etc/moduleid.json", "The lines that change in each file, and the commands that follow."),
        new("sudo moduleid agent plan defender --config /etc/moduleid.json --json | jq -r '.files[].path'", "The files alone."),
    ];

    protected override bool IsDry(ParseResult arguments) => true;
}
