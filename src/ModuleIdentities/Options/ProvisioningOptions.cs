namespace ModuleIdentities;

/// <summary>
/// How the device gets its hub and its device id: from the Device Provisioning Service (<see cref="IdScope"/>, <see cref="RegistrationId"/> and
/// one of <see cref="SymmetricKey"/>, <see cref="EnrollmentGroup"/>, <see cref="X509"/> and <see cref="Tpm"/>), from a <see cref="ConnectionString"/>, or from
/// another process of the device that gives it modules (<see cref="LocalProvisioner"/>, <see cref="IdentityService"/>, <see cref="IotEdge"/>).
/// </summary>
public sealed class ProvisioningOptions
{
    /// <summary>Host name of the Device Provisioning Service. Default <c>global.azure-devices-provisioning.net</c>.</summary>
    public string GlobalEndpoint { get; set; } = "global.azure-devices-provisioning.net";

    /// <summary>The ID scope of the Device Provisioning Service, for example <c>0ne00ABCDEF</c>.</summary>
    public string? IdScope { get; set; }

    /// <summary>
    /// The registration id of the device's enrolment: up to 128 letters, digits and <c>- . _ :</c>, ending in a letter, a digit or <c>-</c>.
    /// With <see cref="X509"/> it may be left out: it is the common name of the certificate.
    /// </summary>
    public string? RegistrationId { get; set; }

    /// <summary>The key of an individual enrolment, or a device key that was derived from a group's key elsewhere. It opens the assigned hub too.</summary>
    public KeyOptions SymmetricKey { get; set; } = new();

    /// <summary>
    /// The key of an enrolment group, from which the device derives its own. It opens every device of the group: better derive on a
    /// machine you trust, and give the device only its own key as <see cref="SymmetricKey"/>.
    /// </summary>
    public KeyOptions EnrollmentGroup { get; set; } = new();

    /// <summary>The device's certificate, for an individual enrolment or a group.</summary>
    public X509Options X509 { get; set; } = new();

    /// <summary>The device's TPM, for an individual enrolment.</summary>
    public TpmOptions Tpm { get; set; } = new();

    /// <summary>A JSON object for the custom allocation of the Device Provisioning Service; null for none.</summary>
    public string? Payload { get; set; }

    /// <summary>
    /// The DTDL model id of the device, for example <c>dtmi:com:example:Thermostat;1</c>, which is announced in the registration's payload as
    /// <c>modelId</c>; null for that of the first module class that connects.
    /// </summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// A device connection string, <c>HostName=…;DeviceId=…;SharedAccessKey=…</c>, instead of the Device Provisioning Service; with
    /// <c>x509=true</c> in place of the key, the device proves itself with <see cref="X509"/>. With <c>ModuleId=…</c> it is that module's
    /// own connection string: it opens this one module, which has to be there already. One with <c>SharedAccessKeyName</c> opens the whole hub and is refused.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The process of this device that has its credential and gives modules to others, <c>moduleid serve</c>, instead of a credential.</summary>
    public LocalProvisionerOptions LocalProvisioner { get; set; } = new();

    /// <summary>The Azure IoT Identity Service of this device, instead of a credential.</summary>
    public IdentityServiceOptions IdentityService { get; set; } = new();

    /// <summary>The environment of a module of IoT Edge, instead of a credential.</summary>
    public IotEdgeOptions IotEdge { get; set; } = new();

    /// <summary>
    /// The name of a direct method, of each module of this device, with which a back end has the device register again; it is answered with 202. Null,
    /// the default, for none.
    /// </summary>
    public string? ReprovisionMethod { get; set; }

    /// <summary>
    /// The name of a desired property, of each module of this device, each of whose values has the device register again, once. Null, the default,
    /// for none.
    /// </summary>
    public string? ReprovisionProperty { get; set; }

    /// <summary>
    /// How to speak to the Device Provisioning Service. Null, the default, for <see cref="ProvisioningTransport.Mqtt"/>; with a <see cref="Tpm"/> it is
    /// <see cref="ProvisioningTransport.Https"/>, for the service challenges a TPM over nothing else that we speak.
    /// </summary>
    public ProvisioningTransport? Transport { get; set; }

    /// <summary>How long provisioning may take in all: registration, registry, and the retries of both. Default 2 minutes; at least 1 second.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many registry operations this process may ask of the hub in a minute, and at once. Default 60, at least 1: a unit of a hub allows 100 a
    /// minute, for all devices together.
    /// </summary>
    public int RegistryOperationsPerMinute { get; set; } = 60;

    /// <summary>Whether another process of the device gives the modules.</summary>
    internal bool IsLocal => LocalProvisioner.IsSet || IdentityService.IsSet || IotEdge.Enabled;

    /// <summary>How the Device Provisioning Service is spoken to.</summary>
    internal ProvisioningTransport UsedTransport => Transport ?? (Tpm.IsSet ? ProvisioningTransport.Https : ProvisioningTransport.Mqtt);
}

/// <summary>The wire protocol for the Device Provisioning Service.</summary>
public enum ProvisioningTransport
{
    /// <summary>MQTT 3.1.1 over TLS, port 8883.</summary>
    Mqtt,

    /// <summary>MQTT 3.1.1 over a WebSocket, port 443.</summary>
    MqttWebSocket,

    /// <summary>HTTPS, port 443.</summary>
    Https,
}
