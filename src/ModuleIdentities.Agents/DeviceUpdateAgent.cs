using System.Text.Json.Nodes;

namespace ModuleIdentities.Agents;

/// <summary>
/// Device Update for IoT Hub agent. Source: its repository Azure/iot-hub-device-update, <c>src/utils/config_utils</c> (which keys it insists on, and
/// that only the first of its agents connects) and <c>src/platform_layers/linux_platform_layer</c>'s package scripts (owners and modes).
/// </summary>
public sealed class DeviceUpdateAgent : Agent
{
    private const string Folder = "/etc/adu";
    private const string Path = $"{Folder}/du-config.json";
    private const string User = "adu";

    /// <summary>Each update that is under way has a folder of its own here, and loses it at its end.</summary>
    private const string Downloads = "/var/lib/adu/downloads";

    /// <summary>Whose members the Identity Service answers.</summary>
    private static readonly string[] Groups = ["aziotid", "aziotcs", "aziotks"];

    private static readonly string[] NeededOfAll = ["schemaVersion", "manufacturer", "model"];

    private static readonly string[] NeededOfOne = ["name", "runas", "manufacturer", "model"];

    /// <inheritdoc/>
    public override string Name => "device-update";

    /// <inheritdoc/>
    public override string ModuleId => "IoTHubDeviceUpdate";

    /// <inheritdoc/>
    public override string Unit => "deviceupdate-agent.service";

    /// <inheritdoc/>
    public override IReadOnlyList<AgentMode> Modes => [AgentMode.ConnectionString, AgentMode.IdentityService];

    /// <inheritdoc/>
    public override string? WhyBusy(AgentHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Has(Downloads) && Directory.EnumerateDirectories(host.Locate(Downloads)).Any()
            ? $"An update is under way ({Downloads}), and a restart would end it."
            : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> Render(AgentRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonObject config = JsonFile.TryRead(request.Host, Path) ?? JsonFile.TryRead(request.Host, $"{Path}.template") ?? [];
        JsonObject agent = FirstAgent(config);
        Default(config, "schemaVersion", "1.1");
        Default(config, "aduShellTrustedUsers", new JsonArray(User, "do"));
        Default(config, "manufacturer", request.Manufacturer);
        Default(config, "model", request.Model);
        Default(agent, "name", "main");
        Default(agent, "runas", User);
        Default(agent, "manufacturer", config["manufacturer"]?.DeepClone());
        Default(agent, "model", config["model"]?.DeepClone());

        if (agent["connectionSource"] is not JsonObject source)
        {
            source = [];
            agent["connectionSource"] = source;
        }

        bool isPrincipal = request.Mode == AgentMode.IdentityService;
        source["connectionType"] = isPrincipal ? "AIS" : "string";

        // The agent insists on the key also where it means nothing.
        source["connectionData"] = isPrincipal ? "" : request.RequireIdentity().GetConnectionString();
        ThrowIfIncomplete(config, agent);
        AgentFile file = new(Path, JsonFile.Write(config), AgentFile.GroupReads, User, User);
        return isPrincipal
            ? [IdentityServicePrincipal.Render(request.Host, User, ModuleId, request.Host.Accounts.UserId(User)), file]
            : [file];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> RenderRemoval(AgentHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        AgentFile principal = AgentFile.Absent(IdentityServicePrincipal.PathOf(User));
        if (JsonFile.TryRead(host, Path) is not { } config)
        {
            return [principal];
        }

        FirstAgent(config)["connectionSource"] = new JsonObject { ["connectionType"] = "string", ["connectionData"] = "" };
        return [principal, new AgentFile(Path, JsonFile.Write(config), AgentFile.GroupReads, User, User)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ServiceCommand> Activate(AgentRequest request, IReadOnlyList<AgentFile> changed)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(changed);
        if (request.Mode != AgentMode.IdentityService)
        {
            return [ServiceCommand.Restart(Unit)];
        }

        // Its package makes it a member, unless the Identity Service was installed later.
        string[] missing = [.. Groups.Where(group => !request.Host.Accounts.IsMember(User, group))];
        return
        [
            .. missing.Length == 0 ? Array.Empty<ServiceCommand>() : [new ServiceCommand("usermod", ["--append", "--groups", string.Join(',', missing), User])],
            .. changed.Any(file => file.Path == IdentityServicePrincipal.PathOf(User)) ? [IdentityServicePrincipal.Reload] : Array.Empty<ServiceCommand>(),
            ServiceCommand.Restart(Unit),
        ];
    }

    private static JsonObject FirstAgent(JsonObject config)
    {
        if (config["agents"] is not JsonArray agents)
        {
            agents = [];
            config["agents"] = agents;
        }

        if (agents.Count == 0)
        {
            agents.Add((JsonNode)new JsonObject());
        }

        return agents[0] as JsonObject ?? throw new AgentException(AgentFault.FileFailed, $"The first of 'agents' in {Path} is no object: mend it, or delete the file.");
    }

    private static void Default(JsonObject owner, string name, JsonNode? value)
    {
        if (owner[name] is null && value is not null)
        {
            owner[name] = value;
        }
    }

    /// <summary>The agent refuses a file in which one of these is missing, and says so only in its log.</summary>
    private static void ThrowIfIncomplete(JsonObject config, JsonObject agent)
    {
        string[] missing =
        [
            .. NeededOfAll.Where(name => !IsText(config[name])),
            .. config["aduShellTrustedUsers"] is JsonArray { Count: > 0 } ? Array.Empty<string>() : ["aduShellTrustedUsers"],
            .. NeededOfOne.Where(name => !IsText(agent[name])).Select(name => $"agents[0].{name}"),
        ];
        if (missing.Length > 0)
        {
            throw new AgentException(
                AgentFault.InvalidRequest,
                $"The agent refuses {Path} without {string.Join(", ", missing)}. Say who made the device with --manufacturer and --model, as in the compatibility of its updates.");
        }
    }

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0;
}
