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

    /// <summary>Whether nothing is to be changed.</summary>
    protected abstract bool IsDry(ParseResult arguments);

    protected sealed override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        using ILoggerFactory? loggers = CreateLoggers(arguments);
        ModuleIdentityOptions? options = null;
        if (Agent.Mode(arguments) != AgentMode.IdentityService)
        {
            options = ModuleIdentityOptions.FromConfiguration(await _device.ReadAsync(arguments, cancellationToken).ConfigureAwait(false));
            options.LoggerFactory = loggers;
            Agent.Prepare(arguments, options);
        }

        AgentDeployment deployment = Agent.Deployment(arguments);
        bool isDry = IsDry(arguments);
        AgentOutcome outcome = await screen.WhileAsync(isDry ? "Planning" : "Applying", async () =>
        {
            AgentRequest request = await Agent.RequestAsync(arguments, options, cancellationToken).ConfigureAwait(false);
            return isDry ? deployment.Plan(request) : await deployment.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        screen.Show(Agent.Agent(arguments), outcome);
        return ExitCode.Ok;
    }
}
