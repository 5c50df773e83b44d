using System.Text.Json.Serialization;

namespace ModuleIdentities.Cli;

/// <summary>The documents of the local provisioner as it reads and writes them; the runtime has its own reading of them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServedModule))]
[JsonSerializable(typeof(ServedTokenRequest))]
[JsonSerializable(typeof(ServedToken))]
[JsonSerializable(typeof(ServedRefusal))]
[JsonSerializable(typeof(ServedEntry[]))]
[JsonSerializable(typeof(ServedFailure))]
internal sealed partial class ServeJson : JsonSerializerContext;
