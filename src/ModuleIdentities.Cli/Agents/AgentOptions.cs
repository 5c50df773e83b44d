using System.CommandLine;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary>Which agent, and where.</summary>
internal sealed class AgentOptions
{
    private static readonly Dictionary<string, AgentMode> Modes = new(StringComparer.Ordinal)
    {
        ["connection-string"] = AgentMode.ConnectionString,
        ["certificate"] = AgentMode.Certificate,
        ["identity-service"] = AgentMode.IdentityService,
    };

    private readonly Argument<string> _agent = new("agent")
    {
        Description = $"{string.Join(", ", KnownAgents.All.Select(agent => agent.Name))}.",
        HelpName = "AGENT",
    };

    private readonly Option<DirectoryInfo?> _root = new("--root")
    {
        Description = "Folder that is the root of an image, instead of this device; nothing is restarted then.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _mode = new("--mode")
    {
        Description = "How the agent gets its identity: connection-string, certificate (defender, device-update from 1.2), identity-service (device-update, osconfig); by default the first.",
        HelpName = "MODE",
    };

    private readonly Option<string?> _manufacturer = new("--manufacturer") { Description = "Who made the device, where device-update does not know yet.", HelpName = "NAME" };
    private readonly Option<string?> _model = new("--model") { Description = "Which model the device is, where device-update does not know yet.", HelpName = "NAME" };
    private readonly Option<bool> _noRestart = new("--no-restart") { Description = "Write the files and leave the agent alone: it takes them up when it is next started." };

    /// <summary>Adds agent and root to a command.</summary>
    public void AddTo(Command command)
    {
        _agent.AcceptOnlyFromAmong([.. KnownAgents.All.Select(agent => agent.Name)]);
        command.Add(_agent);
        command.Add(_root);
    }

    /// <summary>Adds what is said of the files as well.</summary>
    public void AddRequestTo(Command command)
    {
        _mode.AcceptOnlyFromAmong([.. Modes.Keys]);
        command.Add(_mode);
        command.Add(_manufacturer);
        command.Add(_model);
        command.Add(_noRestart);
    }

    public Agent Agent(ParseResult arguments) => KnownAgents.All.Single(agent => agent.Name == arguments.GetRequiredValue(_agent));

    public AgentHost Host(ParseResult arguments) => new(arguments.GetValue(_root)?.FullName);

    public AgentMode Mode(ParseResult arguments) => arguments.GetValue(_mode) is { } mode ? Modes[mode] : Agent(arguments).Modes[0];

    public AgentDeployment Deployment(ParseResult arguments) => new(Agent(arguments), Host(arguments), new SystemServices(), TimeProvider.System)
    {
        IsActivating = !arguments.GetValue(_noRestart),
    };

    /// <summary>What is said of the files, as arguments to say it again.</summary>
    public IEnumerable<string> RequestArguments(ParseResult arguments) =>
    [
        .. Again(_mode, arguments),
        .. Again(_manufacturer, arguments),
        .. Again(_model, arguments),
        .. arguments.GetValue(_noRestart) ? [_noRestart.Name] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Again(Option<string?> option, ParseResult arguments) => arguments.GetValue(option) is { } value ? [option.Name, value] : [];

    /// <summary>The request, as far as it is known without asking a service for the module.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">How the device proves itself and reaches its hub; null when the agent needs no module of it.</param>
    public AgentRequest Draft(ParseResult arguments, ModuleIdentityOptions? options)
    {
        AgentMode mode = Mode(arguments);
        return new AgentRequest(Host(arguments), mode, options is null ? null : AgentIdentity.Planned(Agent(arguments).ModuleId, mode))
        {
            Manufacturer = arguments.GetValue(_manufacturer),
            Model = arguments.GetValue(_model),
            IsWebSocket = options?.Network.Transport == HubTransport.MqttWebSocket,
            Proxy = options?.Network.Proxy,
        };
    }

    /// <summary>Makes the options fit for an agent: what a certificate's key is in must outlive this process.</summary>
    public void Prepare(ParseResult arguments, ModuleIdentityOptions options)
    {
        if (string.IsNullOrEmpty(options.Cache.Directory))
        {
            options.Cache.Directory = Host(arguments).Locate("/var/lib/moduleid/identities");
        }

        if (Mode(arguments) == AgentMode.Certificate)
        {
            options.Keys.Kind = ModuleKeyKind.Certificate;
        }
        else if (options.Keys.Kind == ModuleKeyKind.Certificate)
        {
            options.Keys.Kind = ModuleKeyKind.HubKey;
        }
    }
}
