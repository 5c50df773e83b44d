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

    private readonly Option<string> _every = new("--every")
    {
        Description = "How often, as systemd writes time spans.",
        HelpName = "SPAN",
        DefaultValueFactory = _ => "15min",
    };

    private readonly Option<string?> _program = new("--program") { Description = "The program that the service runs; by default this one.", HelpName = "PATH" };

    public AgentTimerCommand()
        : base("timer", "Write a systemd service and timer that keep an agent's identity right by themselves: after a rotation of keys or a move to another hub, and only then, its files change.")
    {
        _agent.AddTo(this);
        _agent.AddRequestTo(this);
        Add(_config);
        Add(_every);
        Add(_program);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("sudo moduleid agent timer defender --config /etc/moduleid.json", "Every 15 minutes; says how to switch it on."),
        new("moduleid agent timer osconfig --config /etc/moduleid.json --every 1h --root ./image --program /usr/bin/moduleid", "Into an image."),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        Agent agent = _agent.Agent(arguments);
        AgentHost host = _agent.Host(arguments);
        string unit = $"moduleid-agent-{agent.Name}";
        string config = arguments.GetValue(_config) is { } file ? $" --config {Quote(Path.GetFullPath(file))}" : "";
        (string Name, string Content)[] units =
        [
            ($"{unit}.service", Service(agent, $"{Program(arguments)} agent apply {agent.Name}{config}{_agent.RequestText(arguments)}")),
            ($"{unit}.timer", Timer(agent, arguments.GetRequiredValue(_every))),
        ];
        foreach ((string name, string content) in units)
        {
            await AgentFile.OfRoot($"{Folder}/{name}", content, AgentFile.EverybodyReads).WriteAsync(host, cancellationToken).ConfigureAwait(false);
        }

        TimerDocument document = new(agent.Name, [.. units.Select(written => $"{Folder}/{written.Name}")]);
        screen.Result(document, ToolJson.Relaxed.TimerDocument, () =>
        {
            foreach (string path in document.Files)
            {
                screen.Line(path);
            }

            screen.Note($"Switch it on: systemctl daemon-reload && systemctl enable --now {unit}.timer");
        });
        return ExitCode.Ok;
    }

    private static string Service(Agent agent, string command) => $"""
        [Unit]
        Description=Module identity of {agent.Unit}
        Documentation={DocumentationLinks.Agents}
        Wants=network-online.target
        After=network-online.target time-sync.target

        [Service]
        Type=oneshot
        ExecStart={command}
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

    private string Program(ParseResult arguments)
    {
        if (arguments.GetValue(_program) is { } program)
        {
            return Quote(program);
        }

        string process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"{Quote(process)} {Quote(Path.Combine(AppContext.BaseDirectory, "moduleid.dll"))}"
            : Quote(process);
    }

    // systemd.syntax(7): quoted when it has blanks, and % is a specifier.
    private static string Quote(string text)
    {
        string literal = text.Replace("%", "%%", StringComparison.Ordinal);
        return literal.Contains(' ', StringComparison.Ordinal) ? $"\"{literal}\"" : literal;
    }
}

/// <summary>Units that were written.</summary>
internal sealed record TimerDocument(string Agent, IReadOnlyList<string> Files) : ToolDocument;
