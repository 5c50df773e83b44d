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
        ModuleIdentity identity = request.RequireIdentity();
        AgentFile connection = AgentFile.OfRoot($"{folder}/connection_string.txt", $"{identity.GetConnectionString()}\n");
        return request.Mode == AgentMode.Certificate
            ?
            [
                AgentFile.OfRoot($"{folder}/certificate_public.pem", $"{identity.GetCertificatePem()}\n"),
                AgentFile.OfRoot($"{folder}/certificate_private.pem", $"{identity.GetPrivateKeyPem()}\n"),
                connection,
            ]
            : [connection];
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

    private static string FolderOf(AgentHost host) => host.Has(OldFolder) && !host.Has(Folder) ? OldFolder : Folder;
}
