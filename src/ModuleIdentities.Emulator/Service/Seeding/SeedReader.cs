using System.Globalization;
using System.Text.Json;

namespace ModuleIdentities.Emulator.Service.Seeding;

/// <summary>Reads a seed from JSON, in which comments and trailing commas are welcome.</summary>
internal static class SeedReader
{
    public static JsonReaderOptions Options { get; } = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="SeedException">It is no seed.</exception>
    public static EmulatorSeed Read(ReadOnlySpan<byte> json, string name, string folder)
    {
        json = json.StartsWith("\uFEFF"u8) ? json["\uFEFF"u8.Length..] : json;
        try
        {
            EmulatorSeed seed = JsonSerializer.Deserialize(json, SeedJsonContext.Default.EmulatorSeed) ?? throw new SeedException($"{name}(1): It is null.");
            return seed with { Text = new SeedText(json, name, folder) };
        }
        catch (JsonException exception)
        {
            string line = ((exception.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
            string path = exception.Path is { Length: > 2 } known ? $"{known[2..]}: " : "";
            throw new SeedException($"{name}({line}): {path}{Cause(exception)}", exception);
        }
    }

    // The message of the serializer ends with what we say in front, and tells of types of .NET where the schema tells more.
    private static string Cause(JsonException exception) => exception.Message.Contains("could not be mapped", StringComparison.Ordinal)
        ? "There is no such member; docs/emulator-seed.schema.json has them all."
        : exception.Message.Split(" Path: ", 2)[0];
}
