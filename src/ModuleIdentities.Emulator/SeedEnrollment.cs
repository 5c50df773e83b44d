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
    public string? PrimaryKey { get; set; }

    /// <summary>Base64 of 16 to 64 bytes; made by the emulator when null.</summary>
    public string? SecondaryKey { get; set; }

    /// <summary>The authority that issues certificates: PEM, the name of a file, or the name of one of the seed's <see cref="EmulatorSeed.CertificateAuthorities"/>.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether devices may register with it. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Whether its devices are IoT Edge devices. Default false.</summary>
    public bool IsEdge { get; set; }

    /// <summary>How the hub is chosen; <c>Custom</c> cannot be seeded. Default <c>Hashed</c>.</summary>
    public AllocationPolicy Allocation { get; set; } = AllocationPolicy.Hashed;

    /// <summary>The names of the hubs to choose from; all that are linked when empty.</summary>
    public IReadOnlyList<string> Hubs { get; set; } = [];

    /// <summary>What happens to a device's data when it gets another hub. Default <c>MigrateData</c>.</summary>
    public ReprovisioningPolicy Reprovisioning { get; set; } = ReprovisioningPolicy.MigrateData;

    /// <summary>The twin that a new device starts with: <c>{"tags":{…},"properties":{"desired":{…}}}</c>.</summary>
    public JsonObject? InitialTwin { get; set; }

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
    public string? RegistrationId { get; set; }

    /// <summary>The device id to assign; the registration id when null.</summary>
    public string? DeviceId { get; set; }

    /// <summary>The device's own certificate: PEM, or the name of a file. The private key is not needed.</summary>
    public string? Certificate { get; set; }

    /// <summary>The public part of the endorsement key of the device's TPM, base64 of TPM2B_PUBLIC.</summary>
    public string? EndorsementKey { get; set; }

    /// <summary>The registration id, never a key.</summary>
    public override string ToString() => RegistrationId ?? "";
}

/// <summary>An enrolment group of a seed.</summary>
public sealed record SeedGroup : SeedEnrollmentBase
{
    /// <summary>Its id: up to 128 letters, digits and <c>- . _ :</c>.</summary>
    public required string Id { get; set; }

    /// <summary>The id, never a key.</summary>
    public override string ToString() => Id;
}

/// <summary>A certificate authority that is uploaded to DPS.</summary>
public sealed record SeedAuthority
{
    /// <summary>The name by which enrolments refer to it.</summary>
    public required string Name { get; set; }

    /// <summary>PEM, or the name of a file.</summary>
    public required string Certificate { get; set; }
}
