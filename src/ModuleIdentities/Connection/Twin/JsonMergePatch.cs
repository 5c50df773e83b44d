using System.Text.Json.Nodes;

namespace ModuleIdentities;

/// <summary>JSON Merge Patch (RFC 7396), the form of every change to a twin.</summary>
internal static class JsonMergePatch
{
    /// <summary>Applies a patch to a document: a null removes, an object is merged, everything else replaces.</summary>
    public static void Apply(JsonObject document, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            switch (value)
            {
                case null:
                    document.Remove(name);
                    break;
                case JsonObject changes:
                    if (document[name] is not JsonObject target)
                    {
                        document[name] = target = [];
                    }

                    Apply(target, changes);
                    break;
                default:
                    document[name] = value.DeepClone();
                    break;
            }
        }
    }

    /// <summary>Joins a later patch to an earlier one, so that sending the result is the same as sending both in turn.</summary>
    /// <returns>False when no single patch says the same: the earlier one replaces a value whole that the later one changes in part.</returns>
    public static bool TryJoin(JsonObject earlier, JsonObject later)
    {
        if (!CanJoin(earlier, later))
        {
            return false;
        }

        Join(earlier, later);
        return true;
    }

    private static bool CanJoin(JsonObject earlier, JsonObject later)
    {
        foreach ((string name, JsonNode? value) in later)
        {
            if (value is JsonObject changes && earlier.TryGetPropertyValue(name, out JsonNode? before) && !(before is JsonObject nested && CanJoin(nested, changes)))
            {
                return false;
            }
        }

        return true;
    }

    private static void Join(JsonObject earlier, JsonObject later)
    {
        foreach ((string name, JsonNode? value) in later)
        {
            if (value is JsonObject changes && earlier[name] is JsonObject nested)
            {
                Join(nested, changes);
            }
            else
            {
                earlier[name] = value?.DeepClone();
            }
        }
    }
}
