using System.Text.Json;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>The values that conditions compute with, as JSON has them.</summary>
internal static class QueryValues
{
    public static JsonElement True { get; } = Parse("true"u8);

    public static JsonElement False { get; } = Parse("false"u8);

    public static JsonElement Null { get; } = Parse("null"u8);

    public static JsonElement Of(bool value) => value ? True : False;

    public static JsonElement Of(string value) => JsonElement.Parse($"\"{JsonEncodedText.Encode(value)}\"");

    public static JsonElement Of(double value) => JsonElement.Parse(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Whether two values are the same; values of different kinds are not.</summary>
    public static bool AreEqual(JsonElement left, JsonElement right) =>
        left.ValueKind == right.ValueKind && left.ValueKind switch
        {
            JsonValueKind.Number => left.GetDouble() == right.GetDouble(),
            JsonValueKind.String => left.ValueEquals(right.GetString()),
            _ => JsonElement.DeepEquals(left, right),
        };

    /// <summary>How two numbers or two texts are ordered; null for anything else.</summary>
    public static int? Order(JsonElement left, JsonElement right) => (left.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => left.GetDouble().CompareTo(right.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetString(), right.GetString()),
        _ => null,
    };

    private static JsonElement Parse(ReadOnlySpan<byte> json) => JsonElement.Parse(json);
}
