using System.CommandLine;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid agent remove</c></summary>
internal sealed class AgentRemoveCommand : ToolCommand
{
    private readonly AgentOptions _agent = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be done." };

    public AgentRemoveCommand()
        : base("remove", "Take the identity from an agent's files, and stop it. The module stays in the hub: 'moduleid delete' deletes it.")
    {
        _agent.AddTo(this);
        Add(_dryRun);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid agent remove defender --dry-run", "What would be deleted."),
        new("sudo moduleid agent remove osconfig && moduleid delete osconfig --config /etc/moduleid.json --yes", "Agent and module."),
    ];

    public override IReadOnlyList<ExitCode> ExitCodes => [ExitCode.Conflict];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        AgentDeployment deployment = _agent.Deployment(arguments);
        AgentOutcome outcome = arguments.GetValue(_dryRun)
            ? deployment.PlanRemoval()
            : await deployment.RemoveAsync(cancellationToken).ConfigureAwait(false);
        screen.Show(_agent.Agent(arguments), outcome);
        return ExitCode.Ok;
    }
}
