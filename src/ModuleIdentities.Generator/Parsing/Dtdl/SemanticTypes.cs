using System.Text;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The semantic types of DTDL and their units, as <c>QuantitativeTypes.txt</c> lists them.</summary>
internal static class SemanticTypes
{
    public const string AttributeName = "SemanticTypeAttribute";

    private static readonly Lazy<Dictionary<string, string[]>> Units = new(Load);

    public static IEnumerable<string> Names => Units.Value.Keys;

    /// <summary>The units of a semantic type; <see langword="null"/> when there is no such type.</summary>
    public static string[]? UnitsOf(string type) => Units.Value.TryGetValue(type, out string[] units) ? units : null;

    /// <summary>What the attributes of a declaration say that its number means; <see langword="null"/> when they say nothing, or nothing right.</summary>
    public static DtdlSemantic? Of(IEnumerable<AttributeData> attributes)
    {
        foreach (AttributeData attribute in attributes)
        {
            if (DeclarationAttributes.IsOurs(attribute.AttributeClass, AttributeName)
                && attribute.ConstructorArguments is [{ Value: string type }, { Value: string unit }])
            {
                return UnitsOf(type)?.Contains(unit) == true ? new DtdlSemantic(type, unit) : null;
            }
        }

        return null;
    }

    private static Dictionary<string, string[]> Load()
    {
        using Stream stream = typeof(SemanticTypes).Assembly.GetManifestResourceStream("QuantitativeTypes.txt")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        Dictionary<string, string[]> units = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            int colon = line.IndexOf(':');
            string[] unitsOfLine = line.Substring(colon + 2).Split(' ');
            foreach (string type in line.Substring(0, colon).Split(' '))
            {
                units.Add(type, unitsOfLine);
            }
        }

        return units;
    }
}
