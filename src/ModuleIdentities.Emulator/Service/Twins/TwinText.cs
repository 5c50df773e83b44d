using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>The JSON of twins as bytes.</summary>
internal static class TwinText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="HubRefusedException">The bytes are not JSON, an object has a key twice, or a text is no Unicode.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            RequireUnicode(bytes.Span);
            return JsonNode.Parse(bytes.Span, documentOptions: Strict);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The body is not JSON.");
        }
    }

    public static byte[] Write(JsonNode node)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        node.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Half a surrogate pair can be escaped in JSON, and read by nobody.</summary>
    /// <exception cref="InvalidOperationException">A text has one.</exception>
    private static void RequireUnicode(ReadOnlySpan<byte> bytes)
    {
        Utf8JsonReader reader = new(bytes);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped)
            {
                reader.GetString();
            }
        }
    }
}
