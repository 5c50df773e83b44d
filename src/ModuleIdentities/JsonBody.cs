using System.Buffers;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>
/// Reads and writes the small documents of services and of the cache by the names of their members. Contracts of System.Text.Json for them would be in
/// every native program, with its serializer: a tenth of the program of a client whose own payloads need neither (docs/footprint.md).
/// </summary>
internal static class JsonBody
{
    /// <summary>No document with a key in it has more bytes: a buffer that grows leaves its beginning behind.</summary>
    private const int Usual = 4096;

    /// <summary>Reads a document.</summary>
    /// <param name="body">The document, as UTF-8.</param>
    /// <param name="read">Reads its members.</param>
    /// <returns>What was read; null when the document is.</returns>
    /// <exception cref="JsonException">It is no JSON object, or a member is not of its type.</exception>
    public static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
        where T : class
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind == JsonValueKind.Null ? null : read(Object(document.RootElement));
    }

    /// <summary>Writes a document.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="options">How.</param>
    /// <returns>The document, as UTF-8.</returns>
    public static byte[] Write(Action<Utf8JsonWriter> write, JsonWriterOptions options = default)
    {
        ArrayBufferWriter<byte> buffer = new(Usual);
        using (Utf8JsonWriter writer = new(buffer, options))
        {
            write(writer);
        }

        byte[] body = buffer.WrittenSpan.ToArray();

        // Some have keys in them.
        buffer.Clear();
        return body;
    }

    /// <summary>Writes a string, or nothing in the place of null.</summary>
    public static void WriteGiven(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>A string; null when there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string? Text(this JsonElement owner, string name) => TryGet(owner, name, out JsonElement value) ? TextOf(value, name) : null;

    /// <summary>A string that has to be there.</summary>
    /// <exception cref="JsonException">There is none.</exception>
    public static string NeededText(this JsonElement owner, string name) => owner.Text(name) ?? throw Wrong(name);

    /// <summary>A whole number; null when there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static int? Integer(this JsonElement owner, string name) => !TryGet(owner, name, out JsonElement value)
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(name);

    /// <summary>A number; null when there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static double? Number(this JsonElement owner, string name) => !TryGet(owner, name, out JsonElement value)
        ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : throw Wrong(name);

    /// <summary>A point in time; null when there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static DateTimeOffset? Time(this JsonElement owner, string name) => !TryGet(owner, name, out JsonElement value)
        ? null
        : value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out DateTimeOffset time) ? time : throw Wrong(name);

    /// <summary>Bytes, written in base64; null when there are none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static byte[]? Bytes(this JsonElement owner, string name) => !TryGet(owner, name, out JsonElement value)
        ? null
        : value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : throw Wrong(name);

    /// <summary>One of some names, in whatever case, that has to be there.</summary>
    /// <exception cref="JsonException">It is none of them.</exception>
    public static T NeededName<T>(this JsonElement owner, string name)
        where T : struct, Enum => Enum.TryParse(owner.NeededText(name), ignoreCase: true, out T value) ? value : throw Wrong(name);

    /// <summary>An object; null when there is none.</summary>
    /// <param name="owner">The object that has it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="read">Reads its members.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T? Part<T>(this JsonElement owner, string name, Func<JsonElement, T> read)
        where T : class => TryGet(owner, name, out JsonElement value) ? read(Object(value)) : null;

    /// <summary>The elements of an array; null when there is none.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string[]? Texts(this JsonElement owner, string name) => !TryGet(owner, name, out JsonElement value)
        ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(element => TextOf(element, name))] : throw Wrong(name);

    /// <summary>An element that is an object.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static JsonElement Object(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element : throw new JsonException("The document is no object.");

    private static bool TryGet(JsonElement owner, string name, out JsonElement value) =>
        owner.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string TextOf(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            throw Wrong(name);
        }
    }

    private static JsonException Wrong(string name) => new($"The member '{name}' is missing or of another type.");
}
