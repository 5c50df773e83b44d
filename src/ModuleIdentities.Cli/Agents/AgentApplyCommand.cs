using System.CommandLine;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid agent apply</c></summary>
internal sealed class AgentApplyCommand : AgentRequestCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be done, as 'agent plan' does." };

    public AgentApplyCommand()
        : base("apply", "Give an agent its module identity: get or create the module, write the agent's files, restart it by its own rule, see it run, or put the old files back.") => Add(_dryRun);

    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid agent apply defender --config /etc/moduleid.json", "Defender for IoT has its module DefenderIotMicroAgent, in a file of root's alone, and runs with it."),
        new("sudo moduleid agent apply device-update --mode identity-service --manufacturer contoso --model gw1", "Device Update as a principal of the Identity Service: no secret in any file."),
        new("moduleid agent apply osconfig --config device.json --root ./image", "Into an image that is being built."),
    ];

    protected override async Task<ExitCode> RunAsync(
        AgentRequest draft, ModuleIdentityOptions? options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_dryRun))
        {
            return await PlanAsync(draft, options, arguments, screen, cancellationToken).ConfigureAwait(false);
        }

        AgentOutcome outcome = await screen.WhileAsync("Applying", async () => await Agent.Deployment(arguments).ApplyAsync(
            await CompleteAsync(draft, options, arguments, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        screen.Show(Agent.Agent(arguments), outcome);
        return ExitCode.Ok;
    }
}
