using System.CommandLine;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid agent status</c></summary>
internal sealed class AgentStatusCommand : ToolCommand
{
    private readonly AgentOptions _agent = new();

    public AgentStatusCommand()
        : base("status", "Say how an agent stands: whether its unit runs, whether a change of it was interrupted, and whether it may be restarted now.") => _agent.AddTo(this);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid agent status device-update", "Whether it runs, and whether an update is under way."),
        new("moduleid agent status defender --json | jq -r .unitState", "For a script."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        Agent agent = _agent.Agent(arguments);
        AgentDeployment deployment = _agent.Deployment(arguments);
        AgentStatusDocument document = new(
            agent.Name,
            agent.Unit,
            await deployment.ReadUnitStateAsync(cancellationToken).ConfigureAwait(false),
            deployment.IsPending,
            deployment.WhyNotRestart());
        screen.Result(document, ToolJson.Relaxed.AgentStatusDocument, () => screen.Facts(
            ("agent", document.Agent),
            ("unit", document.Unit),
            ("state", document.UnitState),
            ("interrupted change", document.IsPending ? "yes: apply again" : "no"),
            ("may be restarted", document.BusyWith ?? "yes")));
        return ExitCode.Ok;
    }
}
