using System.Globalization;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>
/// JSON merge patch over twins (protocol 4.6 and 6.2): null removes a key, an object is merged, everything else replaces; an object that loses its
/// last key stays as <c>{}</c>. Every touched value, and every object around it, is stamped in the metadata.
/// </summary>
internal static class TwinMerge
{
    private const string LastUpdated = "$lastUpdated";
    private const string LastUpdatedVersion = "$lastUpdatedVersion";

    /// <summary>The section after <paramref name="patch"/>.</summary>
    /// <param name="section">The section before; it is not changed.</param>
    /// <param name="patch">The patch, which the caller has checked.</param>
    /// <param name="now">The time of the change.</param>
    /// <param name="stampsVersions">Whether the metadata tells the version of each change: that of desired properties does.</param>
    public static TwinSection Apply(TwinSection section, JsonObject patch, DateTimeOffset now, bool stampsVersions)
    {
        Stamp stamp = new(Timestamp(now), stampsVersions ? section.Version + 1 : null);
        (JsonObject values, JsonObject metadata) = Merge(section.Values, section.Metadata, patch, stamp);
        return new TwinSection(values, metadata, section.Version + 1);
    }

    /// <summary>Plain merge, for tags, which have no metadata.</summary>
    public static JsonObject Apply(JsonObject values, JsonObject patch) => Merge(values, [], patch, default).Values;

    /// <summary>An empty section, as it is in a new twin.</summary>
    public static TwinSection Empty(DateTimeOffset now, bool stampsVersions) => new(
        [], new Stamp(Timestamp(now), stampsVersions ? TwinSection.FirstVersion : null).Write([]), TwinSection.FirstVersion);

    /// <summary>The patch that makes <paramref name="before"/> into <paramref name="after"/>, which has no null; it repeats what is the same.</summary>
    public static JsonObject Difference(JsonObject before, JsonObject after)
    {
        JsonObject patch = [];
        foreach ((string key, JsonNode? value) in after)
        {
            patch[key] = value is JsonObject inner && before[key] is JsonObject old ? Difference(old, inner) : value?.DeepClone();
        }

        foreach ((string key, _) in before)
        {
            if (!after.ContainsKey(key))
            {
                patch[key] = null;
            }
        }

        return patch;
    }

    /// <summary>The time as twins write it.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static (JsonObject Values, JsonObject Metadata) Merge(JsonObject values, JsonObject metadata, JsonObject patch, Stamp stamp)
    {
        JsonObject merged = (JsonObject)values.DeepClone();
        JsonObject stamped = stamp.Write((JsonObject)metadata.DeepClone());
        foreach ((string key, JsonNode? value) in patch)
        {
            switch (value)
            {
                case null:
                    merged.Remove(key);
                    stamped.Remove(key);
                    break;
                case JsonObject inner:
                    JsonObject before = values[key] as JsonObject ?? [];
                    JsonObject about = values[key] is JsonObject ? metadata[key] as JsonObject ?? [] : [];
                    (merged[key], stamped[key]) = Merge(before, about, inner, stamp);
                    break;
                default:
                    merged[key] = value.DeepClone();
                    stamped[key] = stamp.Write([]);
                    break;
            }
        }

        return (merged, stamped);
    }

    private readonly record struct Stamp(string? Time, long? Version)
    {
        public JsonObject Write(JsonObject metadata)
        {
            if (Time is not null)
            {
                metadata[LastUpdated] = Time;
            }

            if (Version is { } version)
            {
                metadata[LastUpdatedVersion] = version;
            }

            return metadata;
        }
    }
}
