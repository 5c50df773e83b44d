using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Agents;

/// <summary>JSON files of agents: read with the comments that their documentation shows, written strict, with everything in them that we do not know.</summary>
internal static class JsonFile
{
    private static readonly JsonWriterOptions Written = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Read = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The object in a file; null when the file is not there.</summary>
    /// <exception cref="AgentException">It is no JSON object.</exception>
    public static JsonObject? TryRead(AgentHost host, string path)
    {
        if (host.Read(path) is not { } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text, documentOptions: Read) as JsonObject ?? throw Wrong(path, null);
        }
        catch (JsonException exception)
        {
            throw Wrong(path, exception);
        }
    }

    public static string Write(JsonObject content)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Written))
        {
            content.WriteTo(writer);
        }

        return $"{System.Text.Encoding.UTF8.GetString(stream.ToArray())}\n";
    }

    private static AgentException Wrong(string path, JsonException? cause) => new(
        AgentFault.FileFailed,
        $"{path} is not a JSON object{(cause is null ? "" : $" (line {cause.LineNumber + 1})")}: the agent itself would refuse it. Mend it, or delete it.");
}
