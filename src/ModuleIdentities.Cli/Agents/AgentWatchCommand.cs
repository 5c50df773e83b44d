using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid agent watch</c></summary>
internal sealed class AgentWatchCommand : AgentRequestCommand
{
    private readonly AgentInterval _every = new("How long to wait between two looks at the hub, as systemd writes time spans: 90s, 15min, 1h.");

    public AgentWatchCommand()
        : base("watch", "Keep an agent's identity right until it is stopped: after a rotation of keys or a move to another hub, and only then, its files change and it is told. SIGHUP makes it look at once.") => _every.AddTo(this);

    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid agent watch defender --config /etc/moduleid.json", "Looks every 15 minutes, and writes what it did to standard output."),
        new("sudo moduleid agent watch osconfig --config /etc/moduleid.json --every 1h --json", "One JSON document for the first look and one for each change. 'agent timer --watch' makes a service of it."),
    ];

    protected override async Task<ExitCode> RunAsync(
        AgentRequest draft, ModuleIdentityOptions? options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        AgentWatch watch = new(Agent.Deployment(arguments), token => CompleteAsync(draft, options, arguments, token), TimeProvider.System)
        {
            Interval = _every.Value(arguments),
        };
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            watch.LookNow();
        });
        Report report = new(Agent.Agent(arguments), screen);
        await foreach (AgentLook look in watch.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            report.Take(look);
        }

        return ExitCode.Ok;
    }

    /// <summary>Tells a person, a program and systemd what the looks came to.</summary>
    private sealed class Report(Agent agent, Screen screen)
    {
        private bool _isReady;

        public void Take(AgentLook look)
        {
            if (look.Failure is { } failure)
            {
                screen.Fail(Failure.Of(failure));
            }
            else if (!_isReady || look.Outcome!.State != AgentOutcomeState.Unchanged)
            {
                screen.Show(agent, look.Outcome!);
            }

            if (!_isReady)
            {
                // sd_notify(3): nothing where systemd did not start it.
                new SystemdNotifier().Notify(ServiceState.Ready);
                _isReady = true;
            }
        }
    }
}
