using System.CommandLine;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid agent plan</c></summary>
internal sealed class AgentPlanCommand() : AgentRequestCommand(
    "plan", "Show what 'agent apply' would do to the files and services of an agent, secrets as fingerprints. Nothing is changed, neither here nor in the hub.")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid agent plan osconfig --config /etc/moduleid.json", "The lines that change in each file, and the commands that follow."),
        new("sudo moduleid agent plan defender --config /etc/moduleid.json --json | jq -r '.files[].path'", "The files alone."),
    ];

    protected override Task<ExitCode> RunAsync(
        AgentRequest draft, ModuleIdentityOptions? options, ParseResult arguments, Screen screen, CancellationToken cancellationToken) =>
        PlanAsync(draft, options, arguments, screen, cancellationToken);
}
