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
    public required string Id { get; set; }

    /// <summary>Base64 of 16 to 64 bytes; made by the emulator when null.</summary>
    public string? PrimaryKey { get; set; }

    /// <summary>Base64 of 16 to 64 bytes; made by the emulator when null.</summary>
    public string? SecondaryKey { get; set; }

    /// <summary>Its own certificate: PEM, or the name of a file. The private key is not needed.</summary>
    public string? Certificate { get; set; }

    /// <summary>Whether a certificate authority of the hub vouches for it. Default false.</summary>
    public bool IsCertificateAuthority { get; set; }

    /// <summary>The desired properties that its twin starts with.</summary>
    public JsonObject? Desired { get; set; }

    /// <summary>The tags that its twin starts with.</summary>
    public JsonObject? Tags { get; set; }

    /// <summary>The id, never a key.</summary>
    public sealed override string ToString() => Id;
}

/// <summary>A device of a seed.</summary>
public sealed record SeedDevice : SeedIdentity
{
    /// <summary>Whether it may connect. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Whether it is an IoT Edge device. Default false.</summary>
    public bool IsEdge { get; set; }

    /// <summary>Its modules.</summary>
    public IReadOnlyList<SeedModule> Modules { get; set; } = [];
}

/// <summary>A module of a seed.</summary>
public sealed record SeedModule : SeedIdentity
{
    /// <summary>Who manages it, such as <c>IotEdge</c>; null for nobody in particular.</summary>
    public string? ManagedBy { get; set; }
}
