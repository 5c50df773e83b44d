using System.Text.Json.Nodes;

namespace ModuleIdentities.Testing;

/// <summary>What a module answered to a desired property, as IoT Plug and Play has it.</summary>
/// <param name="Status">Its status (<c>ac</c>), for example 200.</param>
/// <param name="Version">The version of the desired properties that it answers to (<c>av</c>).</param>
/// <param name="Description">Its description (<c>ad</c>); null when it gave none.</param>
/// <param name="Value">The value that it reported.</param>
public sealed record PropertyAnswer(int Status, long Version, string? Description, JsonNode? Value)
{
    /// <summary>The answer in a reported property; null when that is none.</summary>
    internal static PropertyAnswer? Read(JsonNode? reported) => reported is JsonObject answer && answer["ac"] is { } status && answer["av"] is { } version
        ? new PropertyAnswer((int)status, (long)version, (string?)answer["ad"], answer["value"])
        : null;
}
