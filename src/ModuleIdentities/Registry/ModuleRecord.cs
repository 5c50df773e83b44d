using System.Diagnostics;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>A module as the hub's registry describes it; members that we have no use for are left out.</summary>
internal sealed record ModuleRecord(
    string? DeviceId,
    string? ModuleId,
    string? GenerationId = null,
    string? Etag = null,
    string? ManagedBy = null,
    ModuleAuthentication? Authentication = null,
    string? ConnectionState = null,
    DateTimeOffset? LastActivityTime = null);

/// <summary>How a module proves itself.</summary>
internal sealed record ModuleAuthentication(string? Type, ModuleSymmetricKey? SymmetricKey = null, ModuleThumbprint? X509Thumbprint = null);

/// <summary>The keys of a module.</summary>
[DebuggerDisplay("***")]
internal sealed record ModuleSymmetricKey(string? PrimaryKey, string? SecondaryKey)
{
    public override string ToString() => "***";
}

/// <summary>The thumbprints of a module's self-signed certificates, SHA-1 or SHA-256 in hexadecimal digits.</summary>
internal sealed record ModuleThumbprint(string? PrimaryThumbprint, string? SecondaryThumbprint);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModuleRecord))]
[JsonSerializable(typeof(ModuleRecord[]))]
internal sealed partial class RegistryJson : JsonSerializerContext;
