using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities;

/// <summary>A change of the desired properties, as the hub sends it.</summary>
/// <param name="Version">The version that the change makes.</param>
/// <param name="Properties">What changes.</param>
internal readonly record struct DesiredPatch(long Version, JsonObject Properties)
{
    /// <summary>Before the query in the topic of every patch.</summary>
    public const string TopicPrefix = "$iothub/twin/PATCH/properties/desired/";

    private const string VersionKey = "?$version=";

    /// <summary>Reads <c>$iothub/twin/PATCH/properties/desired/?$version={n}</c> and its body; false for what is no patch.</summary>
    public static bool TryParse(string topic, ReadOnlyMemory<byte> body, out DesiredPatch patch)
    {
        patch = default;
        if (!topic.StartsWith(TopicPrefix, StringComparison.Ordinal) || TryParse(body) is not { } properties)
        {
            return false;
        }

        int query = topic.IndexOf(VersionKey, StringComparison.Ordinal);
        _ = long.TryParse(query < 0 ? "" : topic.AsSpan(query + VersionKey.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long version);
        patch = new DesiredPatch(version, properties);
        return true;
    }

    /// <summary>Reads a JSON object; null for anything else.</summary>
    public static JsonObject? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
