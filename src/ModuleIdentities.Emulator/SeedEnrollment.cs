using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator;

/// <summary>
/// What an individual enrolment and a group of a seed have in common. Devices prove themselves with symmetric keys, which the emulator makes unless they are
/// given, or with certificates that lead to <see cref="Authority"/>.
/// </summary>
public abstract record SeedEnrollmentBase
{
    private protected SeedEnrollmentBase()
    {
    }

    /// <summary>Base64 of 16 to 64 bytes; made by the emulator when null.</summary>
    public string? PrimaryKey { get; init; }

    /// <summary>Base64 of 16 to 64 bytes; made by the emulator when null.</summary>
    public string? SecondaryKey { get; init; }

    /// <summary>The authority that issues certificates: PEM, the name of a file, or the name of one of the seed's <see cref="EmulatorSeed.CertificateAuthorities"/>.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether devices may register with it. Default true.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether its devices are IoT Edge devices. Default false.</summary>
    public bool IsEdge { get; init; }

    /// <summary>How the hub is chosen; <c>Custom</c> cannot be seeded. Default <c>Hashed</c>.</summary>
    public AllocationPolicy Allocation { get; init; } = AllocationPolicy.Hashed;

    /// <summary>The names of the hubs to choose from; all that are linked when empty.</summary>
    public IReadOnlyList<string> Hubs { get; init; } = [];

    /// <summary>What happens to a device's data when it gets another hub. Default <c>MigrateData</c>.</summary>
    public ReprovisioningPolicy Reprovisioning { get; init; } = ReprovisioningPolicy.MigrateData;

    /// <summary>The twin that a new device starts with: <c>{"tags":{…},"properties":{"desired":{…}}}</c>.</summary>
    public JsonObject? InitialTwin { get; init; }

    internal EnrollmentSettings Settings(string? deviceId = null) => new()
    {
        DeviceId = deviceId,
        IsEnabled = IsEnabled,
        IsEdge = IsEdge,
        Allocation = Allocation,
        Hubs = Hubs,
        Reprovisioning = Reprovisioning,
        InitialTwin = InitialTwin,
    };
}

/// <summary>An individual enrolment of a seed.</summary>
public sealed record SeedEnrollment : SeedEnrollmentBase
{
    /// <summary>The registration id: up to 128 letters, digits and <c>- . _ :</c>. May be left out beside <see cref="Certificate"/>, whose common name it is.</summary>
    public string? RegistrationId { get; init; }

    /// <summary>The device id to assign; the registration id when null.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The device's own certificate: PEM, or the name of a file. The private key is not needed.</summary>
    public string? Certificate { get; init; }
}

/// <summary>An enrolment group of a seed.</summary>
public sealed record SeedGroup : SeedEnrollmentBase
{
    /// <summary>Its id: up to 128 letters, digits and <c>- . _ :</c>.</summary>
    public required string Id { get; init; }
}

/// <summary>A certificate authority that is uploaded to DPS.</summary>
public sealed record SeedAuthority
{
    /// <summary>The name by which enrolments refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>PEM, or the name of a file.</summary>
    public required string Certificate { get; init; }
}
