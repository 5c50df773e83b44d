using System.CommandLine;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid agent timer</c></summary>
internal sealed class AgentTimerCommand : ToolCommand
{
    private const string Folder = "/etc/systemd/system";

    private readonly AgentOptions _agent = new();

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Configuration file that the service gives to 'agent apply'.",
        HelpName = "FILE",
    };

    private readonly AgentInterval _every = new("How often, as systemd writes time spans: 15min, 1h.");

    private readonly Option<bool> _watch = new("--watch") { Description = "Write one service that runs 'agent watch' all the time, instead of a timer; systemctl reload makes it look at once." };

    private readonly Option<string?> _program = new("--program") { Description = "The program that the service runs; by default this one.", HelpName = "PATH" };

    public AgentTimerCommand()
        : base("timer", "Write a systemd service and timer that keep an agent's identity right by themselves: after a rotation of keys or a move to another hub, and only then, its files change.")
    {
        _agent.AddTo(this);
        _agent.AddRequestTo(this);
        Add(_config);
        _every.AddTo(this);
        Add(_watch);
        Add(_program);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid agent timer defender --config /etc/moduleid.json", "Every 15 minutes; says how to switch it on."),
        new("sudo moduleid agent timer defender --config /etc/moduleid.json --watch", "A service that is always there, and can be told to look."),
        new("moduleid agent timer osconfig --config /etc/moduleid.json --every 1h --root ./image --program /usr/bin/moduleid", "Into an image."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        Agent agent = _agent.Agent(arguments);
        string unit = $"moduleid-agent-{agent.Name}";
        bool isWatching = arguments.GetValue(_watch);
        string service = isWatching ? Watching(agent, CommandLine(arguments, "watch", "--every", _every.Text(arguments))) : Service(agent, CommandLine(arguments, "apply"));

        // Of the two ways there is one at a time.
        AgentFile timer = isWatching
            ? AgentFile.Absent($"{Folder}/{unit}.timer")
            : AgentFile.OfRoot($"{Folder}/{unit}.timer", Timer(agent, _every.Text(arguments)), AgentFile.EverybodyReads);
        AgentFile[] files = [AgentFile.OfRoot($"{Folder}/{unit}.service", service, AgentFile.EverybodyReads), timer];
        foreach (AgentFile file in files)
        {
            await file.WriteAsync(_agent.Host(arguments), cancellationToken).ConfigureAwait(false);
        }

        TimerDocument document = new(agent.Name, [.. files.Where(file => file.Content is not null).Select(file => file.Path)]);
        screen.Result(document, ToolJson.Relaxed.TimerDocument, () =>
        {
            foreach (string path in document.Files)
            {
                screen.Line(path);
            }

            screen.Note(isWatching
                ? $"Switch it on: systemctl daemon-reload && systemctl stop {unit}.timer; systemctl enable --now {unit}.service"
                : $"Switch it on: systemctl daemon-reload && systemctl enable --now {unit}.timer");
        });
        return ExitCode.Ok;
    }

    private string CommandLine(ParseResult arguments, string command, params string[] more)
    {
        (string program, string[] first) = Program(arguments);
        string[] config = arguments.GetValue(_config) is { } file ? ["--config", Path.GetFullPath(file)] : [];
        return UnitCommandLine.Of(program, [.. first, "agent", command, _agent.Agent(arguments).Name, .. config, .. _agent.RequestArguments(arguments), .. more]);
    }

    private static string Service(Agent agent, string command) => Unit(agent, $"""
        Type=oneshot
        ExecStart={command}
        """);

    private static string Watching(Agent agent, string command) => Unit(agent, $"""
        Type=notify
        ExecStart={command}
        ExecReload=/bin/kill -HUP $MAINPID
        Restart=on-failure
        RestartSec=5min
        SuccessExitStatus=143
        """) + """

        [Install]
        WantedBy=multi-user.target

        """.ReplaceLineEndings("\n");

    private static string Unit(Agent agent, string service) => $"""
        [Unit]
        Description=Module identity of {agent.Unit}
        Documentation={DocumentationLinks.Agents}
        Wants=network-online.target
        After=network-online.target time-sync.target

        [Service]
        {service}
        UMask=0077
        PrivateTmp=yes
        ProtectHome=read-only

        """.ReplaceLineEndings("\n");

    // A fleet that starts together does not ask together.
    private static string Timer(Agent agent, string every) => $"""
        [Unit]
        Description=Keeps the module identity of {agent.Unit} right

        [Timer]
        OnBootSec=2min
        OnUnitInactiveSec={every}
        RandomizedDelaySec=2min

        [Install]
        WantedBy=timers.target

        """.ReplaceLineEndings("\n");

    /// <summary>What the service runs, and its first arguments.</summary>
    private (string Path, string[] Arguments) Program(ParseResult arguments)
    {
        if (arguments.GetValue(_program) is { } program)
        {
            return Path.IsPathRooted(program)
                ? (program, [])
                : throw new ToolException(ExitCode.Usage, "InvalidArgument", $"--program {program}: systemd wants the full path of a program.");
        }

        string process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? (process, [Path.Combine(AppContext.BaseDirectory, "moduleid.dll")]) : (process, []);
    }
}

/// <summary>Units that were written.</summary>
internal sealed record TimerDocument(string Agent, IReadOnlyList<string> Files) : ToolDocument;
