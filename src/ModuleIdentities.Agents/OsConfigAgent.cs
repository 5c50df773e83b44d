using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModuleIdentities.Agents;

/// <summary>
/// Azure OSConfig. Source: its repository Azure/azure-osconfig, <c>src/agents/pnp</c> and its packaging: the hub is off by default, a connection string
/// is read from a file that the unit names, SIGHUP makes it connect anew, and its unit allows three starts in 16 minutes.
/// </summary>
public sealed partial class OsConfigAgent : Agent
{
    private const string Settings = "/etc/osconfig/osconfig.json";
    private const string Connection = "/etc/osconfig/osconfig.conn";
    private const string DropIn = "/etc/systemd/system/osconfig.service.d/10-connection.conf";
    private const string Principal = "osconfig";
    private const int MqttOverWebSocket = 2;

    /// <summary>Of root's alone: the drop-in, and what systemd shows of a unit, can be read by everybody.</summary>
    private const string ProxyFile = "/etc/osconfig/proxy.env";

    // The first ExecStart= takes the packaged one away. The string itself on the command line could be read by everybody.
    private const string ConnectionLines = $"Environment=CONN_STR={Connection}\nExecStart=\nExecStart=/usr/bin/osconfig $CONN_STR\n";

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
                RenderProxy(request),
                RenderDropIn(request),
                AgentFile.Absent(Connection),
            ]
            :
            [
                AgentFile.OfRoot(Connection, $"{request.RequireIdentity().ConnectionString}\n"),
                enabled,
                RenderProxy(request),
                RenderDropIn(request),
            ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> RenderRemoval(AgentHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        AgentFile[] absent =
        [
            AgentFile.Absent(Connection), AgentFile.Absent(ProxyFile), AgentFile.Absent(DropIn), AgentFile.Absent(IdentityServicePrincipal.PathOf(Principal)),
        ];
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

        // Where the hang-up is enough there is no restart at all, of which there are few. A process keeps the environment that it was started with.
        return first.Length == 0 && !changed.Any(file => file.Path == ProxyFile) ? [ServiceCommand.HangUp(Unit)] : [.. first, ServiceCommand.Restart(Unit)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ServiceCommand> Deactivate(IReadOnlyList<AgentFile> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return [ServiceCommand.Stop(Unit), .. ToldOf(changed)];
    }

    private static AgentFile RenderDropIn(AgentRequest request)
    {
        string lines = (request.Proxy is null ? "" : $"EnvironmentFile={ProxyFile}\n") + (request.Mode == AgentMode.IdentityService ? "" : ConnectionLines);
        return lines.Length == 0 ? AgentFile.Absent(DropIn) : AgentFile.OfRoot(DropIn, $"[Service]\n{lines}", AgentFile.EverybodyReads);
    }

    // The first of the names that it looks for; in quotes a backslash and a dollar of systemd's own meaning (systemd.exec(5), "EnvironmentFile=").
    private static AgentFile RenderProxy(AgentRequest request) => request.Proxy is { } proxy
        ? AgentFile.OfRoot(
            ProxyFile,
            $"http_proxy=\"{Describe(proxy).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("$", @"\$", StringComparison.Ordinal)}\"\n")
        : AgentFile.Absent(ProxyFile);

    /// <summary>
    /// A proxy as it reads one (<c>src/common/commonutils/ProxyUtils.c</c>): few characters, none of them by its percent code, and an at sign of user or
    /// password behind a backslash. What it cannot read it leaves out, and says so only in its log.
    /// </summary>
    private static string Describe(Uri proxy)
    {
        string[] user = [.. proxy.UserInfo.Split(':', 2).Where(part => part.Length > 0).Select(Uri.UnescapeDataString)];
        if (proxy.Scheme != Uri.UriSchemeHttp || user.Length == 1 || !user.Append(proxy.Host).All(part => ReadableText().IsMatch(part)))
        {
            throw new AgentException(
                AgentFault.InvalidRequest,
                $"OSConfig takes an http proxy ({proxy.Host}) with neither or both of user and password, of letters, digits and . _ - $ ! / \\ @: give it one.");
        }

        string before = user.Length == 0 ? "" : $"{string.Join(':', user).Replace("@", @"\@", StringComparison.Ordinal)}@";
        return string.Create(CultureInfo.InvariantCulture, $"http://{before}{proxy.Host}:{proxy.Port}");
    }

    [GeneratedRegex(@"^[A-Za-z0-9._\-$!/\\@]+\z")]
    private static partial Regex ReadableText();

    /// <summary>What has to hear of its files before the agent itself does.</summary>
    private static IEnumerable<ServiceCommand> ToldOf(IReadOnlyList<AgentFile> changed) =>
    [
        .. IdentityServicePrincipal.ToldOf(Principal, changed),
        .. changed.Any(file => file.Path == DropIn) ? [ServiceCommand.Reload] : Array.Empty<ServiceCommand>(),
    ];
}
