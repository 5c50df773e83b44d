using System.CommandLine;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary>A command that gives, or would give, an agent its identity. The device's own configuration is read where the agent needs a module of it.</summary>
internal abstract class AgentRequestCommand : ToolCommand
{
    private readonly DeviceOptions _device = new();

    protected AgentRequestCommand(string name, string description)
        : base(name, description)
    {
        Agent.AddTo(this);
        Agent.AddRequestTo(this);
        _device.AddTo(this);
    }

    public override IReadOnlyList<ExitCode> ExitCodes =>
        [ExitCode.NotFound, ExitCode.CredentialRefused, ExitCode.Unavailable, ExitCode.Conflict];

    protected AgentOptions Agent { get; } = new();

    /// <summary>Does the command's work.</summary>
    /// <param name="draft">What the agent is to be given, and fits it; a module of the device is only planned with yet.</param>
    /// <param name="options">How the device proves itself; null when the agent needs no module of it.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="screen">Where to speak.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    protected abstract Task<ExitCode> RunAsync(
        AgentRequest draft, ModuleIdentityOptions? options, ParseResult arguments, Screen screen, CancellationToken cancellationToken);

    protected sealed override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        using ILoggerFactory? loggers = CreateLoggers(arguments);
        ModuleIdentityOptions? options = null;
        if (Agent.Mode(arguments) != AgentMode.IdentityService)
        {
            options = ModuleIdentityOptions.FromConfiguration(await _device.ReadAsync(arguments, cancellationToken).ConfigureAwait(false));
            options.LoggerFactory = loggers;
            options.UseTpm();
            Agent.Prepare(arguments, options);
        }

        AgentRequest draft = Agent.Draft(arguments, options);
        Agent.Deployment(arguments).ThrowIfUnfit(draft);
        return await RunAsync(draft, options, arguments, screen, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The draft with its module, got or created where the agent needs one.</summary>
    protected async Task<AgentRequest> CompleteAsync(
        AgentRequest draft, ModuleIdentityOptions? options, ParseResult arguments, CancellationToken cancellationToken) => options is null
        ? draft
        : draft with { Identity = await AgentModule.GetAsync(options, Agent.Agent(arguments).ModuleId, cancellationToken).ConfigureAwait(false) };

    /// <summary>Shows what would be done, and changes nothing.</summary>
    protected async Task<ExitCode> PlanAsync(
        AgentRequest draft, ModuleIdentityOptions? options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        Agent agent = Agent.Agent(arguments);
        AgentOutcome outcome = await screen.WhileAsync("Planning", async () => Agent.Deployment(arguments).Plan(options is null
            ? draft
            : draft with { Identity = await AgentModule.PlanAsync(options, agent.ModuleId, draft.Mode, cancellationToken).ConfigureAwait(false) })).ConfigureAwait(false);
        screen.Show(agent, outcome);
        return ExitCode.Ok;
    }
}
