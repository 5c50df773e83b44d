using System.Text.Json.Serialization;

namespace ModuleIdentities.Cli;

/// <summary>What one check of the doctor has found.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Meaning">What was found, and what it means.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Meaning, string? Advice = null)
{
    public static Finding Good(string check, string meaning) => new(check, Verdict.Pass, meaning);

    public static Finding Doubt(string check, string meaning, string advice) => new(check, Verdict.Warn, meaning, advice);

    public static Finding Bad(string check, string meaning, string advice) => new(check, Verdict.Fail, meaning, advice);
}

/// <summary>How a check stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>It works, but not well, or not for ever.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>It does not work.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}

/// <summary>What the doctor has found.</summary>
internal sealed record DoctorDocument(bool IsHealthy, IReadOnlyList<Finding> Findings) : ToolDocument;
