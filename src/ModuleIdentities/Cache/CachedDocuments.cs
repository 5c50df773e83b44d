using System.Security.Cryptography;
using System.Text.Json;

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

    private static readonly string[] Members = ["version", "source", "hubHostName", "deviceId", "provisioningPayload", "module", "checksum"];

    /// <summary>SHA-256 of the document with this member null.</summary>
    public string? Checksum { get; init; }

    public byte[] Serialize() => Write(this with { Checksum = ComputeChecksum() });

    /// <summary>Reads a document; null when it is damaged, or of another version or source.</summary>
    public static CachedFacts? Deserialize(byte[] content, string source)
    {
        try
        {
            CachedFacts? facts = JsonBody.Read(content, Read);
            return facts?.Version == CurrentVersion && facts.Source == source && facts.Checksum == facts.ComputeChecksum() ? facts : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string ComputeChecksum() => Convert.ToHexStringLower(SHA256.HashData(Write(this with { Checksum = null })));

    private static CachedFacts Read(JsonElement json)
    {
        // The checksum is of what was understood: there must be nothing else.
        ThrowIfUnknown(json, Members);
        return new CachedFacts(
            json.Integer("version") ?? 0,
            json.NeededText("source"),
            json.NeededText("hubHostName"),
            json.NeededText("deviceId"),
            json.Text("provisioningPayload"),
            json.Part("module", CachedModule.Read))
        {
            Checksum = json.Text("checksum"),
        };
    }

    private static byte[] Write(CachedFacts facts) => JsonBody.Write(
        json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", facts.Version);
            json.WriteString("source", facts.Source);
            json.WriteString("hubHostName", facts.HubHostName);
            json.WriteString("deviceId", facts.DeviceId);
            json.WriteGiven("provisioningPayload", facts.ProvisioningPayload);
            facts.Module?.Write(json);
            json.WriteGiven("checksum", facts.Checksum);
            json.WriteEndObject();
        },
        new JsonWriterOptions { Indented = true });

    /// <exception cref="JsonException">A member is not one of these.</exception>
    internal static void ThrowIfUnknown(JsonElement json, string[] members)
    {
        if (json.EnumerateObject().Any(member => !members.Contains(member.Name)))
        {
            throw new JsonException("There is a member that nobody knows.");
        }
    }
}

/// <summary>What is kept of a module; its key is in a file of its own.</summary>
internal sealed record CachedModule(string ModuleId, string GenerationId, string KeyFingerprint, DateTimeOffset KeysSince)
{
    private static readonly string[] Members = ["moduleId", "generationId", "keyFingerprint", "keysSince"];

    /// <exception cref="JsonException">A member is missing, unknown or not of its type.</exception>
    public static CachedModule Read(JsonElement json)
    {
        CachedFacts.ThrowIfUnknown(json, Members);
        return new CachedModule(
            json.NeededText("moduleId"), json.NeededText("generationId"), json.NeededText("keyFingerprint"), json.Time("keysSince") ?? throw new JsonException());
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("module");
        json.WriteString("moduleId", ModuleId);
        json.WriteString("generationId", GenerationId);
        json.WriteString("keyFingerprint", KeyFingerprint);
        json.WriteString("keysSince", KeysSince);
        json.WriteEndObject();
    }
}
