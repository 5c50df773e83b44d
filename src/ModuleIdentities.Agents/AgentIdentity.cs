namespace ModuleIdentities.Agents;

/// <summary>What an agent is given of a module: the texts for its files. It contains secrets, but for one that is only planned with.</summary>
public sealed class AgentIdentity
{
    private const string ToBeMade = "*** made when this is applied";

    private AgentIdentity(string connectionString, string? certificatePem, string? privateKeyPem, bool isPlanned)
    {
        ConnectionString = connectionString;
        CertificatePem = certificatePem;
        PrivateKeyPem = privateKeyPem;
        IsPlanned = isPlanned;
    }

    /// <summary>The module connection string.</summary>
    public string ConnectionString { get; }

    /// <summary>The certificate as PEM; null when the module has a key instead.</summary>
    public string? CertificatePem { get; }

    /// <summary>The private key of the certificate as PEM; null when the module has none, or it does not leave its store.</summary>
    public string? PrivateKeyPem { get; }

    /// <summary>Whether fingerprints stand where the secrets are to be: it can be shown and compared, and never be written.</summary>
    public bool IsPlanned { get; }

    /// <summary>A module with its secrets.</summary>
    public static AgentIdentity Of(ModuleIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new AgentIdentity(identity.GetConnectionString(), identity.GetCertificatePem(), identity.GetPrivateKeyPem(), isPlanned: false);
    }

    /// <summary>A module as far as it is known without getting its secrets, or making it.</summary>
    /// <param name="moduleId">The module id.</param>
    /// <param name="mode">How the agent is to get its identity.</param>
    /// <param name="registered">The module as the hub has it; null when it does not, or was not asked.</param>
    public static AgentIdentity Planned(string moduleId, AgentMode mode, RegisteredModule? registered = null)
    {
        string module = $"HostName={registered?.HubHostName ?? "***"};DeviceId={registered?.DeviceId ?? "***"};ModuleId={moduleId}";
        return mode == AgentMode.Certificate
            ? new AgentIdentity($"{module};x509=true", ToBeMade, ToBeMade, isPlanned: true)
            : new AgentIdentity(
                $"{module};SharedAccessKey=***{(registered?.Authentication == "sas" ? registered.PrimaryFingerprint : null)}", null, null, isPlanned: true);
    }
}
