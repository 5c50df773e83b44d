using System.Text.Json.Serialization;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>The body of a message, for a library that takes bytes.</summary>
internal sealed record Reading(
    [property: JsonPropertyName("temperature")] double Temperature,
    [property: JsonPropertyName("humidity")] double Humidity,
    [property: JsonPropertyName("line")] string Line);

[JsonSerializable(typeof(Reading))]
internal sealed partial class ReadingContract : JsonSerializerContext;
