namespace ModuleIdentities.Cli;

/// <summary>Valid options in words; secrets are named, never shown.</summary>
internal static class ConfigurationExplanation
{
    public static IReadOnlyList<ConfigurationFact> Of(ModuleIdentityOptions options) =>
    [
        new("device", Device(options.Provisioning)),
        new("proves itself with", Credential(options.Provisioning)),
        new("modules have", options.Keys.Kind switch
        {
            ModuleKeyKind.HubKey => "symmetric keys that the hub makes",
            ModuleKeyKind.DeviceKey => "symmetric keys that the device makes",
            ModuleKeyKind.DerivedKey => string.IsNullOrEmpty(options.Keys.MasterKey.Path)
                ? $"symmetric keys that are derived from a key inside the TPM at {options.Keys.MasterKey.Tcti}"
                : $"symmetric keys that are derived from the master key in {options.Keys.MasterKey.Path}",
            _ => "self-signed certificates that the device makes",
        }),
        new("keys are replaced", options.Keys.RotationInterval is { } interval ? $"every {interval} while the module is connected" : "on demand only"),
        new("registers over", $"{Transport(options.Provisioning.UsedTransport.ToString(), options.Network)}, within {options.Provisioning.Timeout}"),
        new("connects over", Transport(options.Network.Transport.ToString(), options.Network)),
        new("trusts", string.IsNullOrEmpty(options.Network.TrustedRootPath) && string.IsNullOrEmpty(options.Network.TrustedRootPem)
            ? "the authorities of the operating system"
            : "the authorities of the operating system, and those of Network:TrustedRootPath / TrustedRootPem"),
        new("proxy", options.Network.Proxy is { } proxy ? $"{proxy.Host}:{proxy.Port}" : "as the environment says (HTTPS_PROXY)"),
        new("remembers identities", options.Cache.Directory is { Length: > 0 } folder ? $"in {folder}" : "in the directory that systemd gives, else not at all"),
    ];

    private static string Device(ProvisioningOptions provisioning) => provisioning switch
    {
        { LocalProvisioner: { IsSet: true } local } => $"as 'moduleid serve' at {local.Socket} says",
        { IdentityService: { IsSet: true } service } => $"as the Azure IoT Identity Service in {service.Directory} says",
        { IotEdge.Enabled: true } => "as IoT Edge says in the environment",
        _ => Enrolled(provisioning),
    };

    private static string Enrolled(ProvisioningOptions provisioning) => string.IsNullOrEmpty(provisioning.ConnectionString)
        ? $"registration '{provisioning.RegistrationId ?? "the common name of the certificate"}' in ID scope {provisioning.IdScope} of {provisioning.GlobalEndpoint}"
        : string.Join(", ", provisioning.ConnectionString.Split(';', StringSplitOptions.TrimEntries)
            .Where(field => field.StartsWith("HostName=", StringComparison.OrdinalIgnoreCase)
                || field.StartsWith("DeviceId=", StringComparison.OrdinalIgnoreCase)
                || field.StartsWith("ModuleId=", StringComparison.OrdinalIgnoreCase)));

    private static string Credential(ProvisioningOptions provisioning) => provisioning switch
    {
        { IsLocal: true } => "nothing of its own: this process has no credential of the device",
        { X509.Path: { Length: > 0 } path } => $"the X.509 certificate in {path}",
        { Tpm.Tcti: { Length: > 0 } tcti } => $"the TPM at {tcti}, which keeps its key at {provisioning.Tpm.KeyHandle}",
        { X509.Thumbprint: { Length: > 0 } thumbprint } => $"the X.509 certificate {thumbprint} of the system's store",
        { ConnectionString: { Length: > 0 } } => "the key in its connection string",
        { EnrollmentGroup.KeyPath: { Length: > 0 } path } => $"a key derived from the group's in {path}: better keep only the derived key on the device (moduleid group-key)",
        { EnrollmentGroup.PrimaryKey: { Length: > 0 } } => "a key derived from the group's: better keep only the derived key on the device (moduleid group-key)",
        { SymmetricKey.KeyPath: { Length: > 0 } path } => $"the key in {path}",
        _ => "the key in the configuration: better in a file that only the service can read (Provisioning:SymmetricKey:KeyPath)",
    };

    private static string Transport(string transport, NetworkOptions network) => transport switch
    {
        "Mqtt" => $"MQTT, port {network.MqttPort}",
        "MqttWebSocket" => $"MQTT over WebSocket, port {network.HttpsPort}",
        "Https" => $"HTTPS, port {network.HttpsPort}",
        _ => $"MQTT, port {network.MqttPort}, or over WebSocket, port {network.HttpsPort}, where that is closed",
    };
}
