using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModuleIdentities.Cli;

/// <summary>The JSON documents of the tool. A member is never renamed or removed without a new version.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(ModuleDocument))]
[JsonSerializable(typeof(ModulesDocument))]
[JsonSerializable(typeof(IdentitiesDocument))]
[JsonSerializable(typeof(DeletedDocument))]
[JsonSerializable(typeof(ConnectionStringDocument))]
[JsonSerializable(typeof(SentDocument))]
[JsonSerializable(typeof(TwinDocument))]
[JsonSerializable(typeof(DesiredDocument))]
[JsonSerializable(typeof(ReportedDocument))]
[JsonSerializable(typeof(MethodCallDocument))]
[JsonSerializable(typeof(DeviceKeyDocument))]
[JsonSerializable(typeof(EndorsementKeyDocument))]
[JsonSerializable(typeof(ConfigurationDocument))]
[JsonSerializable(typeof(CompletionsDocument))]
[JsonSerializable(typeof(EmulatorDocument))]
[JsonSerializable(typeof(ServiceRecordDocument))]
[JsonSerializable(typeof(ServiceRecordsDocument))]
[JsonSerializable(typeof(ServiceDeletedDocument))]
[JsonSerializable(typeof(ModelsDocument))]
[JsonSerializable(typeof(SeededDocument))]
[JsonSerializable(typeof(FaultDocument))]
[JsonSerializable(typeof(FaultsDocument))]
[JsonSerializable(typeof(FaultsRemovedDocument))]
[JsonSerializable(typeof(FaultFacts[]))]
[JsonSerializable(typeof(ArrivedDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(AgentDocument))]
[JsonSerializable(typeof(AgentStatusDocument))]
[JsonSerializable(typeof(TimerDocument))]
[JsonSerializable(typeof(ServeDocument))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    /// <summary>As people and jq like it: a plus sign in a key is a plus sign.</summary>
    public static ToolJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>What every document of the tool begins with.</summary>
internal abstract record ToolDocument
{
    /// <summary>The version of the document's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; } = 1;
}

/// <summary>A failed command.</summary>
internal sealed record ErrorDocument(ErrorFacts Error) : ToolDocument;

/// <param name="Code">The kind of failure: a <see cref="ModuleIdentityErrorCode"/>, or a word of the tool's own.</param>
/// <param name="Message">What happened and what to do next.</param>
/// <param name="HelpLink">The page about it.</param>
/// <param name="ExitCode">The exit code of the process.</param>
/// <param name="RetryAfterSeconds">How long the service asks to wait; null when it did not say.</param>
internal sealed record ErrorFacts(string Code, string Message, string HelpLink, int ExitCode, double? RetryAfterSeconds);
