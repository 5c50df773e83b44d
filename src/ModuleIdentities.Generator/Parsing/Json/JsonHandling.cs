using System.Globalization;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Emission;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Turns attributes of System.Text.Json into calls of the runtime's contracts.</summary>
internal static class JsonHandling
{
    private const string Serialization = "global::System.Text.Json.Serialization.";
    private static readonly string[] IgnoreConditions = ["Never", "Always", "WhenWritingDefault", "WhenWritingNull", "WhenWriting", "WhenReading"];

    public static EquatableArray<string> OfType(INamedTypeSymbol type)
    {
        List<string> calls = [];
        AddNumber(calls, type, "JsonNumberHandlingAttribute", "Numbers", "JsonNumberHandling");
        AddNumber(calls, type, "JsonObjectCreationHandlingAttribute", "Creation", "JsonObjectCreationHandling");
        AddNumber(calls, type, "JsonUnmappedMemberHandlingAttribute", "Unmapped", "JsonUnmappedMemberHandling");
        return new([.. calls]);
    }

    public static EquatableArray<string> OfMember(JsonMember member, bool isRequired, string? converter)
    {
        List<string> calls = [];
        if (member.JsonName != member.Name)
        {
            calls.Add($"Named({CSharpLiteral.Quote(member.JsonName)})");
        }

        if (member.IgnoreCondition is { } condition && condition >= 0 && condition < IgnoreConditions.Length)
        {
            calls.Add($"Ignore({Serialization}JsonIgnoreCondition.{IgnoreConditions[condition]})");
        }

        if (converter is not null)
        {
            calls.Add(converter);
        }

        AddNumber(calls, member.Symbol, "JsonNumberHandlingAttribute", "Numbers", "JsonNumberHandling");
        AddNumber(calls, member.Symbol, "JsonObjectCreationHandlingAttribute", "Creation", "JsonObjectCreationHandling");
        if (JsonAttributes.Number(JsonAttributes.Find(member.Symbol, "JsonPropertyOrderAttribute")) is { } order)
        {
            calls.Add($"Order({order.ToString(CultureInfo.InvariantCulture)})");
        }

        if (isRequired)
        {
            calls.Add("Required()");
        }

        if (JsonAttributes.Find(member.Symbol, "JsonExtensionDataAttribute") is not null)
        {
            calls.Add("ExtensionData()");
        }

        return new([.. calls]);
    }

    private static void AddNumber(List<string> calls, ISymbol symbol, string attribute, string call, string type)
    {
        if (JsonAttributes.Number(JsonAttributes.Find(symbol, attribute)) is { } number)
        {
            calls.Add($"{call}(({Serialization}{type}){number.ToString(CultureInfo.InvariantCulture)})");
        }
    }
}
