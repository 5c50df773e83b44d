using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>One file of the cache: readable by a person, proof against accidents by its checksum, and no secret in it.</summary>
/// <param name="Version">The layout's version.</param>
/// <param name="Source">Which enrolment or connection string the facts came from.</param>
/// <param name="HubHostName">The hub.</param>
/// <param name="DeviceId">The device id.</param>
/// <param name="ProvisioningPayload">The JSON object that custom allocation returned.</param>
/// <param name="Module">The module, in a module's file; null in the device's.</param>
internal sealed record CachedFacts(
    int Version, string Source, string HubHostName, string DeviceId, string? ProvisioningPayload, CachedModule? Module)
{
    /// <summary>The layout that this code writes and reads.</summary>
    public const int CurrentVersion = 2;

    /// <summary>SHA-256 of the document with this member null.</summary>
    public string? Checksum { get; init; }

    public byte[] Serialize() => Write(this with { Checksum = ComputeChecksum() });

    /// <summary>Reads a document; null when it is damaged, or of another version or source.</summary>
    public static CachedFacts? Deserialize(byte[] content, string source)
    {
        try
        {
            CachedFacts? facts = JsonSerializer.Deserialize(content, CacheJson.Default.CachedFacts);
            return facts?.Version == CurrentVersion && facts.Source == source && facts.Checksum == facts.ComputeChecksum() ? facts : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string ComputeChecksum() => Convert.ToHexStringLower(SHA256.HashData(Write(this with { Checksum = null })));

    private static byte[] Write(CachedFacts facts) => JsonSerializer.SerializeToUtf8Bytes(facts, CacheJson.Default.CachedFacts);
}

/// <summary>What is kept of a module; its key is in a file of its own.</summary>
internal sealed record CachedModule(string ModuleId, string GenerationId, string KeyFingerprint, DateTimeOffset KeysSince);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CachedFacts))]
internal sealed partial class CacheJson : JsonSerializerContext;
