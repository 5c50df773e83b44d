using System.Text.Json.Nodes;

namespace ModuleIdentities.Agents;

/// <summary>
/// Azure OSConfig. Source: its repository Azure/azure-osconfig, <c>src/agents/pnp</c> and its packaging: the hub is off by default, a connection string
/// is read from a file that the unit names, SIGHUP makes it connect anew, and its unit allows three starts in 16 minutes.
/// </summary>
public sealed class OsConfigAgent : Agent
{
    private const string Settings = "/etc/osconfig/osconfig.json";
    private const string Connection = "/etc/osconfig/osconfig.conn";
    private const string DropIn = "/etc/systemd/system/osconfig.service.d/10-connection.conf";
    private const string Principal = "osconfig";
    private const int MqttOverWebSocket = 2;

    // The first ExecStart= takes the packaged one away. The string itself on the command line could be read by everybody.
    private static readonly string DropInContent = $"""
        [Service]
        Environment=CONN_STR={Connection}
        ExecStart=
        ExecStart=/usr/bin/osconfig $CONN_STR

        """.ReplaceLineEndings("\n");

    /// <inheritdoc/>
    public override string Name => "osconfig";

    /// <inheritdoc/>
    public override string ModuleId => "osconfig";

    /// <inheritdoc/>
    public override string Unit => "osconfig.service";

    /// <inheritdoc/>
    public override IReadOnlyList<AgentMode> Modes => [AgentMode.ConnectionString, AgentMode.IdentityService];

    /// <inheritdoc/>
    public override RestartLimit? RestartLimit { get; } = new(2, TimeSpan.FromMinutes(16));

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> Render(AgentRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonObject settings = JsonFile.TryRead(request.Host, Settings) ?? [];
        settings["IotHubManagement"] = 1;
        if (request.IsWebSocket)
        {
            settings["IotHubProtocol"] = MqttOverWebSocket;
        }

        AgentFile enabled = AgentFile.OfRoot(Settings, JsonFile.Write(settings));
        return request.Mode == AgentMode.IdentityService
            ?
            [
                IdentityServicePrincipal.Render(request.Host, Principal, ModuleId, userId: 0),
                enabled,
                AgentFile.Absent(DropIn),
                AgentFile.Absent(Connection),
            ]
            :
            [
                AgentFile.OfRoot(Connection, $"{request.RequireIdentity().ConnectionString}\n"),
                enabled,
                AgentFile.OfRoot(DropIn, DropInContent, AgentFile.EverybodyReads),
            ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> RenderRemoval(AgentHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        AgentFile[] absent = [AgentFile.Absent(Connection), AgentFile.Absent(DropIn), AgentFile.Absent(IdentityServicePrincipal.PathOf(Principal))];
        if (JsonFile.TryRead(host, Settings) is not { } settings)
        {
            return absent;
        }

        settings["IotHubManagement"] = 0;
        return [.. absent, AgentFile.OfRoot(Settings, JsonFile.Write(settings))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ServiceCommand> Activate(AgentRequest request, IReadOnlyList<AgentFile> changed)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(changed);
        ServiceCommand[] first = [.. ToldOf(changed)];

        // Where the hang-up is enough there is no restart at all, of which there are few.
        return first.Length == 0 ? [ServiceCommand.HangUp(Unit)] : [.. first, ServiceCommand.Restart(Unit)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ServiceCommand> Deactivate(IReadOnlyList<AgentFile> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return [ServiceCommand.Stop(Unit), .. ToldOf(changed)];
    }

    /// <summary>What has to hear of its files before the agent itself does.</summary>
    private static IEnumerable<ServiceCommand> ToldOf(IReadOnlyList<AgentFile> changed) =>
    [
        .. IdentityServicePrincipal.ToldOf(Principal, changed),
        .. changed.Any(file => file.Path == DropIn) ? [ServiceCommand.Reload] : Array.Empty<ServiceCommand>(),
    ];
}
