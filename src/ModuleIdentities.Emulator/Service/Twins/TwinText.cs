using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>The JSON of twins as bytes.</summary>
internal static class TwinText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="HubRefusedException">The bytes are not JSON, or an object has a key twice.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonNode.Parse(bytes.Span, documentOptions: Strict);
        }
        catch (JsonException)
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
}
