using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>What the twin of a new device starts with: parts that somebody gave, or the whole twin that the device had at another hub.</summary>
internal sealed record TwinSeed(JsonObject? Tags = null, JsonObject? Desired = null, TwinRecord? Moved = null)
{
    /// <summary>Reads <c>{"tags":{…},"properties":{"desired":{…}}}</c>, and holds it to the rules of twins.</summary>
    /// <exception cref="HubRefusedException">It is no such object, or breaks a rule.</exception>
    public static TwinSeed Read(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject twin
                ? Read(twin["tags"], (twin["properties"] as JsonObject)?["desired"])
                : throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The initial twin is not a JSON object.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // The second is a key that comes twice.
            throw new HubRefusedException(HubErrorCode.IotHubFormatError, "The initial twin is not JSON.");
        }
    }

    /// <summary>Holds both parts to the rules of twins; either may be null.</summary>
    /// <exception cref="HubRefusedException">One is no object, or breaks a rule.</exception>
    public static TwinSeed Read(JsonNode? tags, JsonNode? desired)
    {
        TwinSeed seed = new(
            tags is null ? null : TwinMerge.Apply([], TwinRules.Read(tags, "tags")),
            desired is null ? null : TwinMerge.Apply([], TwinRules.Read(desired, "desired")));
        TwinRules.RequireSize(seed.Tags ?? [], TwinRules.LargestTags, "tags");
        TwinRules.RequireSize(seed.Desired ?? [], TwinRules.LargestProperties, "desired");
        return seed;
    }
}
