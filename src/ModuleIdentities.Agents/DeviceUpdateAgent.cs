using System.Text.Json.Nodes;

namespace ModuleIdentities.Agents;

/// <summary>
/// Device Update for IoT Hub agent. Source: its repository Azure/iot-hub-device-update, <c>src/utils/config_utils</c> (which keys it insists on, and
/// that only the first of its agents connects) and <c>src/platform_layers/linux_platform_layer</c>'s package scripts (owners and modes). Certificates:
/// "Device Update configuration file" (Microsoft docs); agents before 1.2 take a certificate only by way of the Identity Service.
/// </summary>
public sealed class DeviceUpdateAgent : Agent
{
    private const string Folder = "/etc/adu";
    private const string Path = $"{Folder}/du-config.json";
    private const string User = "adu";

    private const string Certificate = $"{Folder}/certs/client.pem";
    private const string PrivateKey = $"{Folder}/certs/client.key";

    /// <summary>Where the certificates of the device's own trust are, on Debian and Ubuntu as on Yocto.</summary>
    private const string TrustedRoots = "/etc/ssl/certs/ca-certificates.crt";

    /// <summary>Whose members the Identity Service answers.</summary>
    private static readonly string[] Groups = ["aziotid", "aziotcs", "aziotks"];

    private static readonly AgentFile[] NoCertificate = [AgentFile.Absent(Certificate), AgentFile.Absent(PrivateKey)];

    private static readonly string[] NeededOfAll = ["schemaVersion", "manufacturer", "model"];

    private static readonly string[] NeededOfOne = ["name", "runas", "manufacturer", "model"];

    private static readonly string[] NeededOfSource = ["connectionType", "connectionData"];

    /// <inheritdoc/>
    public override string Name => "device-update";

    /// <inheritdoc/>
    public override string ModuleId => "IoTHubDeviceUpdate";

    /// <inheritdoc/>
    public override string Unit => "deviceupdate-agent.service";

    /// <inheritdoc/>
    public override IReadOnlyList<AgentMode> Modes => [AgentMode.ConnectionString, AgentMode.Certificate, AgentMode.IdentityService];

    /// <inheritdoc/>
    public override string? WhyBusy(AgentHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        JsonObject? config = JsonFile.TryRead(host, Path);
        string downloads = TextOf(config?["downloadsFolder"]) ?? $"{TextOf(config?["dataFolder"]) ?? "/var/lib/adu"}/downloads";

        // Each update that is under way has a folder of its own there, and loses it at its end.
        return host.Has(downloads) && Directory.EnumerateDirectories(host.Locate(downloads)).Any()
            ? $"An update is under way ({downloads}), and a restart would end it."
            : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> Render(AgentRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonObject config = JsonFile.TryRead(request.Host, Path) ?? JsonFile.TryRead(request.Host, $"{Path}.template") ?? [];
        JsonObject agent = FirstAgent(config);
        bool isCertified = request.Mode == AgentMode.Certificate;
        Default(config, "schemaVersion", isCertified ? "1.2" : "1.1");
        Default(config, "aduShellTrustedUsers", new JsonArray(User, "do"));
        Default(config, "manufacturer", request.Manufacturer);
        Default(config, "model", request.Model);
        Default(agent, "name", "main");
        Default(agent, "runas", User);
        Default(agent, "manufacturer", config["manufacturer"]?.DeepClone());
        Default(agent, "model", config["model"]?.DeepClone());

        if (request.IsWebSocket)
        {
            config["iotHubProtocol"] = "mqtt/ws";
        }

        Connect(agent, request);
        ThrowIfIncomplete(config);
        AgentFile file = new(Path, JsonFile.Write(config), AgentFile.GroupReads, User, User);
        return request.Mode switch
        {
            AgentMode.IdentityService =>
                [IdentityServicePrincipal.Render(request.Host, User, ModuleId, request.Host.Accounts.UserId(User)), file, .. NoCertificate],
            AgentMode.Certificate =>
            [
                new AgentFile(Certificate, $"{request.RequireIdentity().CertificatePem}\n", AgentFile.GroupReads, User, User),
                new AgentFile(PrivateKey, $"{request.RequireIdentity().PrivateKeyPem}\n", AgentFile.OwnerOnly, User, User),
                file,
            ],
            _ => [file, .. NoCertificate],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> RenderRemoval(AgentHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        AgentFile principal = AgentFile.Absent(IdentityServicePrincipal.PathOf(User));
        if (JsonFile.TryRead(host, Path) is not { } config)
        {
            return [principal, .. NoCertificate];
        }

        FirstAgent(config)["connectionSource"] = new JsonObject { ["connectionType"] = "string", ["connectionData"] = "" };
        return [principal, new AgentFile(Path, JsonFile.Write(config), AgentFile.GroupReads, User, User), .. NoCertificate];
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
            .. IdentityServicePrincipal.ToldOf(User, changed),
            ServiceCommand.Restart(Unit),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ServiceCommand> Deactivate(IReadOnlyList<AgentFile> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return [ServiceCommand.Stop(Unit), .. IdentityServicePrincipal.ToldOf(User, changed)];
    }

    private static void Connect(JsonObject agent, AgentRequest request)
    {
        if (agent["connectionSource"] is not JsonObject source)
        {
            source = [];
            agent["connectionSource"] = source;
        }

        source["connectionType"] = request.Mode switch
        {
            AgentMode.IdentityService => "AIS",
            AgentMode.Certificate => "X509",
            _ => "string",
        };

        // The agent insists on the key also where it means nothing.
        source["connectionData"] = request.Mode == AgentMode.IdentityService ? "" : request.RequireIdentity().ConnectionString;
        if (request.Mode == AgentMode.Certificate)
        {
            source["connectionX509CertFilePath"] = Certificate;
            source["connectionX509PrivateKeyFilePath"] = PrivateKey;
            Default(source, "connectionX509CaCertFilePath", TrustedRoots);
        }
        else if (TextOf(source["connectionX509CertFilePath"]) == Certificate)
        {
            source.Remove("connectionX509CertFilePath");
            source.Remove("connectionX509PrivateKeyFilePath");
            source.Remove("connectionX509CaCertFilePath");
        }
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

    /// <summary>The agent refuses a file in which one of these is missing, of an agent that it does not use as well, and says so only in its log.</summary>
    private static void ThrowIfIncomplete(JsonObject config)
    {
        string[] missing =
        [
            .. NeededOfAll.Where(name => TextOf(config[name]) is null),
            .. config["aduShellTrustedUsers"] is JsonArray { Count: > 0 } ? Array.Empty<string>() : ["aduShellTrustedUsers"],
            .. config["agents"]!.AsArray().SelectMany((agent, index) => MissingOf(agent as JsonObject).Select(name => $"agents[{index}].{name}")),
        ];
        if (missing.Length > 0)
        {
            throw new AgentException(
                AgentFault.InvalidRequest,
                $"The agent refuses {Path} without {string.Join(", ", missing)}. Say who made the device with --manufacturer and --model, as in the compatibility of its updates.");
        }
    }

    private static IEnumerable<string> MissingOf(JsonObject? agent) =>
    [
        .. NeededOfOne.Where(name => TextOf(agent?[name]) is null),
        .. NeededOfSource.Where(name => (agent?["connectionSource"] as JsonObject)?[name] is not JsonValue value || !value.TryGetValue(out string? _))
            .Select(name => $"connectionSource.{name}"),
    ];

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
