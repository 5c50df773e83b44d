using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The primitive schemas of DTDL (version 3, "Primitive schema").</summary>
internal static class DtdlPrimitives
{
    /// <summary>The one that holds every value of a type as System.Text.Json writes it; <see langword="null"/> when there is none.</summary>
    public static string? Find(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "boolean",
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 => "integer",
        SpecialType.System_UInt32 or SpecialType.System_Int64 => "long",
        SpecialType.System_Single => "float",
        SpecialType.System_Double or SpecialType.System_Decimal => "double",
        SpecialType.System_String or SpecialType.System_Char => "string",
        SpecialType.System_DateTime => "dateTime",
        _ when !JsonBuiltIns.Has(type) => null,
        // Bytes are written in base64.
        _ when type is IArrayTypeSymbol => "string",
        _ => type.Name switch
        {
            "DateTimeOffset" => "dateTime",
            "DateOnly" => "date",
            "TimeOnly" => "time",
            "Half" => "float",
            // The durations of .NET are not those of ISO 8601, which DTDL means.
            "Guid" or "TimeSpan" or "Uri" or "Version" or "Memory" or "ReadOnlyMemory" => "string",
            _ => null,
        },
    };
}
