using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>How faults are read and written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class FaultJsonContext : JsonSerializerContext;
