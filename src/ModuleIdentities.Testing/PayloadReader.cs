using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>Reads from a message what an assertion is about.</summary>
/// <param name="name">What it is, for an error.</param>
/// <param name="read">Reads it; a <see cref="JsonException"/> says that the message has none.</param>
internal sealed class PayloadReader<T>(string name, Func<ReceivedMessage, T> read)
{
    public string Name => name;

    public bool TryRead(ReceivedMessage message, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            value = read(message);
            reason = null;
            return true;
        }
        catch (JsonException exception)
        {
            value = default;
            // Where in the text it is says less than the text, which is shown beside it.
            reason = $"not {name}: {exception.Message.Split(" Path: ")[0]}";
            return false;
        }
    }
}

/// <summary>The kinds of <see cref="PayloadReader{T}"/>.</summary>
internal static class PayloadReader
{
    public const string Reflects = "Reads the body by reflection; give a JsonTypeInfo instead.";

    // Else every object would be a T with nothing but defaults.
    private static readonly JsonSerializerOptions Strict = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static PayloadReader<ReceivedMessage> Message { get; } = new("message", static message => message);

    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public static PayloadReader<T> Whole<T>() => new(
        typeof(T).Name, static message => NotNull(JsonSerializer.Deserialize<T>(message.Body.Span, Strict)));

    public static PayloadReader<T> Whole<T>(JsonTypeInfo<T> contract) => new(
        typeof(T).Name, message => NotNull(JsonSerializer.Deserialize(message.Body.Span, contract)));

    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public static PayloadReader<T> Field<T>(string field) => new(
        $"'{field}'",
        message =>
        {
            using JsonDocument body = JsonDocument.Parse(message.Body);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty(field, out JsonElement value)
                ? NotNull(value.Deserialize<T>(Strict))
                : throw new JsonException("it has no such field.");
        });

    private static T NotNull<T>(T? value) => value ?? throw new JsonException("it is null.");
}
