using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator;

/// <summary>
/// A device or module of a seed. It proves itself with symmetric keys, which the emulator makes unless they are given; or with
/// <see cref="Certificate"/>; or, with <see cref="IsCertificateAuthority"/>, with a certificate of an authority of the hub.
/// </summary>
public abstract record SeedIdentity
{
    private protected SeedIdentity()
    {
    }

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>Base64 of 16 to 64 bytes; made by the emulator when null.</summary>
    public string? PrimaryKey { get; init; }

    /// <summary>Base64 of 16 to 64 bytes; made by the emulator when null.</summary>
    public string? SecondaryKey { get; init; }

    /// <summary>Its own certificate: PEM, or the name of a file. The private key is not needed.</summary>
    public string? Certificate { get; init; }

    /// <summary>Whether a certificate authority of the hub vouches for it. Default false.</summary>
    public bool IsCertificateAuthority { get; init; }

    /// <summary>The desired properties that its twin starts with.</summary>
    public JsonObject? Desired { get; init; }

    /// <summary>The tags that its twin starts with.</summary>
    public JsonObject? Tags { get; init; }
}

/// <summary>A device of a seed.</summary>
public sealed record SeedDevice : SeedIdentity
{
    /// <summary>Whether it may connect. Default true.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether it is an IoT Edge device. Default false.</summary>
    public bool IsEdge { get; init; }

    /// <summary>Its modules.</summary>
    public IReadOnlyList<SeedModule> Modules { get; init; } = [];
}

/// <summary>A module of a seed.</summary>
public sealed record SeedModule : SeedIdentity
{
    /// <summary>Who manages it, such as <c>IotEdge</c>; null for nobody in particular.</summary>
    public string? ManagedBy { get; init; }
}
