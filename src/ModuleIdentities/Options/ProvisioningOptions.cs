namespace ModuleIdentities;

/// <summary>
/// How the device gets its hub and its device id: from the Device Provisioning Service (<see cref="IdScope"/>, <see cref="RegistrationId"/> and
/// <see cref="SymmetricKey"/>) or, for development, from a <see cref="ConnectionString"/>. Set one of the two.
/// </summary>
public sealed class ProvisioningOptions
{
    /// <summary>Host name of the Device Provisioning Service. Default <c>global.azure-devices-provisioning.net</c>.</summary>
    public string GlobalEndpoint { get; set; } = "global.azure-devices-provisioning.net";

    /// <summary>The ID scope of the Device Provisioning Service, for example <c>0ne00ABCDEF</c>.</summary>
    public string? IdScope { get; set; }

    /// <summary>
    /// The registration id of the device's enrolment: up to 128 letters, digits and <c>- . _ :</c>, ending in a letter, a digit or <c>-</c>.
    /// </summary>
    public string? RegistrationId { get; set; }

    /// <summary>The key of an individual enrolment.</summary>
    public SymmetricKeyOptions SymmetricKey { get; set; } = new();

    /// <summary>
    /// A device connection string, <c>HostName=…;DeviceId=…;SharedAccessKey=…</c>, instead of the Device Provisioning Service.
    /// One with <c>SharedAccessKeyName</c> opens the whole hub and is refused.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>How to speak to the Device Provisioning Service. Default <see cref="ProvisioningTransport.Mqtt"/>.</summary>
    public ProvisioningTransport Transport { get; set; }

    /// <summary>How long a registration may take in all, from the first request until a hub is assigned. Default 2 minutes; at least 1 second.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>The symmetric key of an enrolment.</summary>
public sealed class SymmetricKeyOptions
{
    /// <summary>Base64 of 16 to 64 bytes, as the portal shows it. The same key opens the assigned hub.</summary>
    public string? PrimaryKey { get; set; }
}

/// <summary>The wire protocol for the Device Provisioning Service.</summary>
public enum ProvisioningTransport
{
    /// <summary>MQTT 3.1.1 over TLS, port 8883.</summary>
    Mqtt,

    /// <summary>HTTPS, port 443.</summary>
    Https,
}
