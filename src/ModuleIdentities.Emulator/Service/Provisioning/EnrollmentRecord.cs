namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>An individual enrolment or an enrolment group as the Device Provisioning Service keeps it.</summary>
/// <param name="Id">The registration id, or the id of the group. Case-insensitive.</param>
/// <param name="IsGroup">Whether it is a group.</param>
/// <param name="Attestation">How its devices prove themselves.</param>
/// <param name="ETag">Its entity tag.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Updated">When it was changed last.</param>
/// <param name="DeviceId">The device id that an individual enrolment assigns, or null for the registration id.</param>
/// <param name="IsEnabled">Whether devices may register with it.</param>
/// <param name="Allocation">How the hub is chosen.</param>
/// <param name="Hubs">The hubs to choose from; all when null or empty.</param>
/// <param name="Reprovisioning">What happens when a device gets another hub.</param>
/// <param name="InitialTwin">The twin that a new device starts with, as JSON text.</param>
/// <param name="IsEdge">Whether its devices are IoT Edge devices.</param>
/// <param name="WebhookUrl">Where custom allocation is asked, when a service client gave it.</param>
/// <param name="WebhookApiVersion">The version of the web hook.</param>
/// <param name="DeviceInformation">What the service keeps about the device for others, as JSON text.</param>
internal sealed record EnrollmentRecord(
    string Id,
    bool IsGroup,
    AttestationRecord Attestation,
    string ETag,
    DateTimeOffset Created,
    DateTimeOffset Updated,
    string? DeviceId = null,
    bool IsEnabled = true,
    AllocationPolicy Allocation = AllocationPolicy.Hashed,
    IReadOnlyList<string>? Hubs = null,
    ReprovisioningPolicy Reprovisioning = ReprovisioningPolicy.MigrateData,
    string? InitialTwin = null,
    bool IsEdge = false,
    string? WebhookUrl = null,
    string? WebhookApiVersion = null,
    string? DeviceInformation = null);
