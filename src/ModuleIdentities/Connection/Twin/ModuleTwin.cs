using System.Diagnostics;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>The twin of a module as its hub has it: at most 32 KB of desired and 32 KB of reported properties. Tags are for services alone.</summary>
/// <param name="Desired">What the hub wants of the module, with <c>$version</c>.</param>
/// <param name="Reported">What the module has reported, with <c>$version</c>.</param>
[DebuggerDisplay("desired {DesiredVersion}, reported {ReportedVersion}")]
public sealed record ModuleTwin(JsonElement Desired, JsonElement Reported)
{
    /// <summary>The version of the desired properties; each change adds one.</summary>
    public long DesiredVersion => VersionOf(Desired);

    /// <summary>The version of the reported properties; each change adds one.</summary>
    public long ReportedVersion => VersionOf(Reported);

    /// <summary>Reads the body of a hub's answer; null when it is no twin.</summary>
    internal static ModuleTwin? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("desired", out JsonElement desired)
                && root.TryGetProperty("reported", out JsonElement reported)
                ? new ModuleTwin(desired.Clone(), reported.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long VersionOf(JsonElement section) =>
        section.ValueKind == JsonValueKind.Object && section.TryGetProperty("$version", out JsonElement version) && version.TryGetInt64(out long number) ? number : 0;
}
