using System.Globalization;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Agents;

/// <summary>
/// Microsoft Defender for IoT micro agent ("Install the Defender for IoT micro agent" and "Configure DPS", Microsoft docs). Its own way with DPS is to
/// make the module by hand; this is the logic that was missing.
/// </summary>
public sealed class DefenderAgent : Agent
{
    private const string Folder = "/etc/defender_iot_micro_agent";

    /// <summary>Before version 4.1.2.</summary>
    private const string OldFolder = "/var/defender_iot_micro_agent";

    private const string SettingsName = "conf.json";

    /// <summary>What it found out with other settings; its documentation has it deleted with every change of them.</summary>
    private const string Cache = "/var/lib/defender_iot_micro_agent/cache.json";

    /// <inheritdoc/>
    public override string Name => "defender";

    /// <inheritdoc/>
    public override string ModuleId => "DefenderIotMicroAgent";

    /// <inheritdoc/>
    public override string Unit => "defender-iot-micro-agent.service";

    /// <inheritdoc/>
    public override IReadOnlyList<AgentMode> Modes => [AgentMode.ConnectionString, AgentMode.Certificate];

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> Render(AgentRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string folder = FolderOf(request.Host);
        AgentIdentity identity = request.RequireIdentity();
        AgentFile connection = AgentFile.OfRoot($"{folder}/connection_string.txt", $"{identity.ConnectionString}\n");
        AgentFile[] certificates = request.Mode == AgentMode.Certificate
            ?
            [
                AgentFile.OfRoot($"{folder}/certificate_public.pem", $"{identity.CertificatePem}\n"),
                AgentFile.OfRoot($"{folder}/certificate_private.pem", $"{identity.PrivateKeyPem}\n"),
            ]
            : [AgentFile.Absent($"{folder}/certificate_public.pem"), AgentFile.Absent($"{folder}/certificate_private.pem")];
        return [.. certificates, .. RenderSettings(request, $"{folder}/{SettingsName}"), connection];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ServiceCommand> Activate(AgentRequest request, IReadOnlyList<AgentFile> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);

        // It is stopped first: while it runs it may write the file again.
        return changed.Any(file => file.Path.EndsWith($"/{SettingsName}", StringComparison.Ordinal))
            ? [ServiceCommand.Stop(Unit), new ServiceCommand("rm", ["-f", Cache]), ServiceCommand.Restart(Unit)]
            : [ServiceCommand.Restart(Unit)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<AgentFile> RenderRemoval(AgentHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        string folder = FolderOf(host);
        return
        [
            AgentFile.Absent($"{folder}/connection_string.txt"),
            AgentFile.Absent($"{folder}/certificate_public.pem"),
            AgentFile.Absent($"{folder}/certificate_private.pem"),
        ];
    }

    /// <summary>Its own settings, where the device needs other ones than it has by itself.</summary>
    private static IEnumerable<AgentFile> RenderSettings(AgentRequest request, string path)
    {
        if (!request.IsWebSocket && request.Proxy is null)
        {
            yield break;
        }

        JsonObject settings = JsonFile.TryRead(request.Host, path) ?? [];
        if (request.IsWebSocket)
        {
            settings["IothubModule_TransportProtocol"] = "MQTT_WebSocket_Protocol";
        }

        if (request.Proxy is { } proxy)
        {
            settings["IothubModule_ProxyConfig"] = Describe(proxy);
        }

        yield return AgentFile.OfRoot(path, JsonFile.Write(settings));
    }

    /// <summary>A proxy as its documentation writes it: address, port, and user and password where there are some.</summary>
    private static string Describe(Uri proxy)
    {
        string[] user = [.. proxy.UserInfo.Split(':', 2).Where(part => part.Length > 0).Select(Uri.UnescapeDataString)];
        if (user.Any(part => part.Contains(',', StringComparison.Ordinal)))
        {
            throw new AgentException(AgentFault.InvalidRequest, $"Defender takes no comma in user or password of a proxy ({proxy.Host}): give it ones without.");
        }

        return string.Join(',', [proxy.Host, proxy.Port.ToString(CultureInfo.InvariantCulture), .. user]);
    }

    private static string FolderOf(AgentHost host) => host.Has(OldFolder) && !host.Has(Folder) ? OldFolder : Folder;
}
