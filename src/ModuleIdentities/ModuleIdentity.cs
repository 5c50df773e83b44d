namespace ModuleIdentities;

/// <summary>One module of one device in one IoT Hub, with the credential that opens it.</summary>
/// <remarks>The key is never part of <see cref="ToString"/>; <see cref="GetConnectionString"/> is the one way to it.</remarks>
public sealed class ModuleIdentity
{
    internal ModuleIdentity(
        string hubHostName, string deviceId, string moduleId, string generationId, ModuleSecrets secrets, ModuleIdentityOrigin origin)
    {
        HubHostName = hubHostName;
        DeviceId = deviceId;
        ModuleId = moduleId;
        GenerationId = generationId;
        Secrets = secrets;
        Secret = secrets.Primary;
        Origin = origin;
    }

    /// <summary>The fully qualified host name of the hub, without scheme and port.</summary>
    public string HubHostName { get; }

    /// <summary>The id of the device that owns the module.</summary>
    public string DeviceId { get; }

    /// <summary>The module id.</summary>
    public string ModuleId { get; }

    /// <summary>The hub's own mark of this very identity: another one means that the module was deleted and made again. Empty when no hub was asked.</summary>
    public string GenerationId { get; }

    /// <summary>Whether this call created the identity or found it.</summary>
    public ModuleIdentityOrigin Origin { get; }

    /// <summary>
    /// The first 12 hexadecimal digits of the SHA-256 of the key, or of the certificate, that is in use: tells two apart, reveals neither. Of a key that
    /// the Azure IoT Identity Service or IoT Edge keeps it is of what that calls it.
    /// </summary>
    public string KeyFingerprint => Secret.Fingerprint;

    /// <summary>The JSON object that the Device Provisioning Service's custom allocation returned; null when it returned none.</summary>
    public string? ProvisioningPayload { get; internal init; }

    /// <summary>The host to connect to instead of the hub, where whoever gave the identity named one; the options win over it.</summary>
    internal string? GatewayHost { get; init; }

    /// <summary>What to trust on the way besides what the options name, as PEM; null for nothing.</summary>
    internal string? TrustedRootPem { get; init; }

    internal ModuleSecrets Secrets { get; }

    /// <summary>Which of <see cref="Secrets"/> is in use.</summary>
    internal ModuleSecret Secret { get; private init; }

    internal Credential Credential => Secret.Credential;

    /// <summary>When the key came into being, as far as this device knows.</summary>
    internal DateTimeOffset KeysSince { get; init; }

    /// <summary>What was tried before this, while the hub refuses the module.</summary>
    internal RecoveryStep Recovery { get; private init; }

    /// <summary>
    /// The module connection string, <c>HostName=…;DeviceId=…;ModuleId=…;SharedAccessKey=…</c>. It contains the module's key: hand it to the agent
    /// that needs it, in a file only that agent can read, and never to a log. For a module with a certificate it ends with <c>x509=true</c>.
    /// </summary>
    /// <exception cref="ModuleIdentityException">The key is not in this process: another one keeps it, and only signs with it.</exception>
    public string GetConnectionString() => $"HostName={HubHostName};DeviceId={DeviceId};ModuleId={ModuleId};{Secret.ConnectionStringField}";

    /// <summary>The certificate that the module proves itself with, as PEM; null when it has a key instead.</summary>
    public string? GetCertificatePem() => (Secret as ModuleCertificate)?.CertificatePem;

    /// <summary>
    /// The private key of <see cref="GetCertificatePem"/>, as PEM (PKCS #8). Hand it to the agent that needs it, in a file only that agent can read, and
    /// never to a log. Null when the module has no certificate, or its key does not leave its store.
    /// </summary>
    public string? GetPrivateKeyPem() => (Secret as ModuleCertificate)?.ExportPrivateKeyPem();

    /// <summary>The identity without its key, for people.</summary>
    public override string ToString() => $"{DeviceId}/{ModuleId} on {HubHostName}";

    /// <summary>The same identity with other secrets, the first of which is in use.</summary>
    internal ModuleIdentity With(ModuleSecrets secrets, DateTimeOffset keysSince) =>
        Copy(secrets, secrets.Primary, keysSince, RecoveryStep.None);

    /// <summary>The same identity with its other secret in use; null when it has but one.</summary>
    internal ModuleIdentity? WithOther() =>
        Secrets.Secondary is { } secondary ? Copy(Secrets, Secret == secondary ? Secrets.Primary : secondary, KeysSince, RecoveryStep.OtherKey) : null;

    /// <summary>The same identity, marked with what was tried before it.</summary>
    internal ModuleIdentity After(RecoveryStep step) => Copy(Secrets, Secret, KeysSince, step);

    /// <summary>Whether another identity leads to the same hub with the same secrets.</summary>
    internal bool IsSameAs(ModuleIdentity other) =>
        HubHostName == other.HubHostName && DeviceId == other.DeviceId && Secrets.Fingerprint == other.Secrets.Fingerprint;

    private ModuleIdentity Copy(ModuleSecrets secrets, ModuleSecret secret, DateTimeOffset keysSince, RecoveryStep step) =>
        new(HubHostName, DeviceId, ModuleId, GenerationId, secrets, Origin)
        {
            ProvisioningPayload = ProvisioningPayload,
            KeysSince = keysSince,
            GatewayHost = GatewayHost,
            TrustedRootPem = TrustedRootPem,
            Secret = secret,
            Recovery = step,
        };
}

/// <summary>Where a <see cref="ModuleIdentity"/> came from.</summary>
public enum ModuleIdentityOrigin
{
    /// <summary>The hub had no such module; this call created it.</summary>
    Created,

    /// <summary>The hub already had the module; it was left as it is.</summary>
    Existing,

    /// <summary>The module was known from an earlier start; no service was asked.</summary>
    Cached,

    /// <summary>The module was given as a module connection string; no service was asked.</summary>
    Given,
}
