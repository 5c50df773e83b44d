using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Which types are one JSON value, and how System.Text.Json writes each.</summary>
internal static class ScalarRules
{
    /// <summary>The way to write a type, or to write the value of its nullable form.</summary>
    public static JsonScalar Classify(ITypeSymbol type)
    {
        ITypeSymbol value = FrameworkTypes.ValueType(type);
        return value.SpecialType switch
        {
            SpecialType.System_Boolean => JsonScalar.Boolean,
            SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
                or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal => JsonScalar.Number,
            SpecialType.System_String or SpecialType.System_DateTime => JsonScalar.Text,
            SpecialType.System_Char => JsonScalar.Character,
            // A converter decides what is written, and its contract is asked.
            _ when value.TypeKind == TypeKind.Enum => JsonAttributes.Find(value, "JsonConverterAttribute") is null ? JsonScalar.EnumNumber : JsonScalar.None,
            _ when IsInSystem(value) => value.Name switch
            {
                "Guid" or "DateTimeOffset" => JsonScalar.Text,
                "TimeSpan" => JsonScalar.Duration,
                "DateOnly" => JsonScalar.Date,
                "TimeOnly" => JsonScalar.TimeOfDay,
                _ => JsonScalar.None,
            },
            _ => JsonScalar.None,
        };
    }

    private static bool IsInSystem(ITypeSymbol type) => type is
    {
        TypeKind: TypeKind.Struct,
        ContainingType: null,
        ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
    };
}
