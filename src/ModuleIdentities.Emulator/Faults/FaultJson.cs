using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>Reads faults: <c>{"kind":"refuse","status":503,"operations":"CreateModule","times":2}</c>.</summary>
internal static class FaultJson
{
    /// <exception cref="JsonException">It is no fault.</exception>
    public static Fault Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return Read(JsonNode.Parse(json) as JsonObject ?? throw new JsonException("A fault is a JSON object."));
        }
        catch (ArgumentException exception)
        {
            // A key that comes twice.
            throw new JsonException(exception.Message, exception);
        }
    }

    /// <exception cref="JsonException">It is no fault.</exception>
    public static Fault Read(JsonObject given)
    {
        if (given["kind"] is not JsonValue kind || kind.GetValueKind() != JsonValueKind.String)
        {
            throw new JsonException("A fault has a 'kind'.");
        }

        return given.Deserialize(FaultJsonContext.Default.Fault)!.WithUsual(given.ContainsKey);
    }
}

/// <summary>The faults of a seed.</summary>
internal sealed class FaultsJsonConverter : JsonConverter<IReadOnlyList<Fault>>
{
    public override IReadOnlyList<Fault> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("The faults are a list.");
        }

        List<Fault> faults = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            try
            {
                faults.Add(FaultJson.Read(JsonNode.Parse(ref reader) as JsonObject ?? throw new JsonException("A fault is a JSON object.")));
            }
            catch (Exception exception) when (exception is JsonException or ArgumentException)
            {
                // Its own place is in the fault alone; the serializer adds where that is.
                throw new JsonException($"Fault {faults.Count + 1}: {exception.Message.Split(" Path: ", 2)[0]}");
            }
        }

        return faults;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<Fault> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (Fault fault in value)
        {
            JsonSerializer.Serialize(writer, fault, FaultJsonContext.Default.Fault);
        }

        writer.WriteEndArray();
    }
}
