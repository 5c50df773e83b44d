namespace ModuleIdentities.Emulator;

/// <summary>How the Device Provisioning Service chooses a hub for a device of an enrolment.</summary>
public enum AllocationPolicy
{
    /// <summary>Spread evenly over the hubs by the registration id; the same device gets the same hub.</summary>
    Hashed,

    /// <summary>The hub with the lowest <see cref="EmulatedHub.Latency"/>.</summary>
    GeoLatency,

    /// <summary>The first hub of the enrolment.</summary>
    Static,

    /// <summary>What <see cref="EnrollmentSettings.Allocate"/> says, or the web hook that a service client gave.</summary>
    Custom,
}
