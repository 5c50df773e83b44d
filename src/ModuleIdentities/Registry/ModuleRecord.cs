using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>A module as the hub's registry describes it; members that we have no use for are left out.</summary>
internal sealed record ModuleRecord(string? DeviceId, string? ModuleId, string? GenerationId, ModuleAuthentication? Authentication);

/// <summary>How a module proves itself.</summary>
internal sealed record ModuleAuthentication(string? Type, ModuleSymmetricKey? SymmetricKey);

/// <summary>The keys of a module.</summary>
internal sealed record ModuleSymmetricKey(string? PrimaryKey)
{
    public override string ToString() => "***";
}

/// <summary>The body of a create: without "authentication" the hub makes the keys.</summary>
internal sealed record ModuleCreateRequest(string DeviceId, string ModuleId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModuleRecord))]
[JsonSerializable(typeof(ModuleCreateRequest))]
internal sealed partial class RegistryJson : JsonSerializerContext;
