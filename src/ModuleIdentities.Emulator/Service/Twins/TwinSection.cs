using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>
/// One half of a twin's properties: what is wanted or what is reported, with the metadata that mirrors it, and its own count of versions. The nodes
/// are never changed once they are in here.
/// </summary>
internal sealed record TwinSection(JsonObject Values, JsonObject Metadata, long Version)
{
    /// <summary>The version of a twin that nobody has written yet (protocol 4.6).</summary>
    public const long FirstVersion = 1;

    /// <summary>The values with <c>$version</c>, as the device reads them.</summary>
    public JsonObject ForDevice()
    {
        JsonObject values = (JsonObject)Values.DeepClone();
        values["$version"] = Version;
        return values;
    }

    /// <summary>The values with <c>$metadata</c> and <c>$version</c>, as the service API shows them.</summary>
    public JsonObject ForService()
    {
        JsonObject values = (JsonObject)Values.DeepClone();
        values["$metadata"] = Metadata.DeepClone();
        values["$version"] = Version;
        return values;
    }
}
