using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator;

/// <summary>What an enrolment says besides how its devices prove themselves. The defaults are the service's.</summary>
public sealed record EnrollmentSettings
{
    /// <summary>The device id to assign; the registration id when null. An individual enrolment alone can have it.</summary>
    public string? DeviceId { get; init; }

    /// <summary>How the hub is chosen.</summary>
    public AllocationPolicy Allocation { get; init; } = AllocationPolicy.Hashed;

    /// <summary>The names of the hubs to choose from; all that are linked when empty.</summary>
    public IReadOnlyList<string> Hubs { get; init; } = [];

    /// <summary>What happens to a device's data when it gets another hub.</summary>
    public ReprovisioningPolicy Reprovisioning { get; init; } = ReprovisioningPolicy.MigrateData;

    /// <summary>The twin that a new device starts with: <c>{"tags":{…},"properties":{"desired":{…}}}</c>; null for an empty one.</summary>
    public JsonObject? InitialTwin { get; init; }

    /// <summary>Whether the devices are IoT Edge devices.</summary>
    public bool IsEdge { get; init; }

    /// <summary>Whether devices may register with it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>
    /// Chooses the hub under <see cref="AllocationPolicy.Custom"/>, as an Azure Function would. It lives as long as the emulator: a later run on
    /// the same state file must be given it again.
    /// </summary>
    public CustomAllocation? Allocate { get; init; }
}
