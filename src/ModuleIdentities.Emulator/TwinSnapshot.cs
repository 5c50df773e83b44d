using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator;

/// <summary>A twin as it was at one moment; changing the objects changes nothing in the hub.</summary>
/// <param name="Tags">The tags.</param>
/// <param name="Desired">The desired properties, without metadata.</param>
/// <param name="DesiredVersion">Their version, from 1.</param>
/// <param name="Reported">The reported properties, without metadata.</param>
/// <param name="ReportedVersion">Their version, from 1.</param>
/// <param name="ModelId">The Plug and Play model that was announced with the last connection; null when none was.</param>
/// <param name="ETag">The entity tag, which changes of tags and desired properties move.</param>
public sealed record TwinSnapshot(
    JsonObject Tags, JsonObject Desired, long DesiredVersion, JsonObject Reported, long ReportedVersion, string? ModelId, string ETag);
