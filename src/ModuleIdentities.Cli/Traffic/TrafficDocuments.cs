using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary>A message that the hub has acknowledged.</summary>
internal sealed record SentDocument(string DeviceId, string ModuleId, string HubHostName, int Bytes) : ToolDocument;

/// <summary>A twin.</summary>
internal sealed record TwinDocument(
    string DeviceId, string ModuleId, long DesiredVersion, long ReportedVersion, JsonElement Desired, JsonElement Reported) : ToolDocument;

/// <summary>Desired properties after a change.</summary>
internal sealed record DesiredDocument(string ModuleId, long DesiredVersion, JsonElement Desired) : ToolDocument;

/// <summary>Reported properties that the hub has taken.</summary>
internal sealed record ReportedDocument(string DeviceId, string ModuleId, IReadOnlyList<string> Properties) : ToolDocument;

/// <summary>A call of a direct method, and what was answered.</summary>
internal sealed record MethodCallDocument(string ModuleId, string Method, JsonElement Payload, int AnsweredStatus) : ToolDocument;
