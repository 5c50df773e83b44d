using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The types that the runtime's <c>BuiltInContracts</c> know.</summary>
internal static class JsonBuiltIns
{
    public static bool Has(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => true,
        _ when type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String or SpecialType.System_DateTime
            or SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
            or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal => true,
        INamedTypeSymbol { Arity: 0 } named => named.Name switch
        {
            "Guid" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Uri" or "Version" or "Half" or "Int128" or "UInt128" =>
                FrameworkTypes.Is(named, named.Name, 0, "System"),
            "JsonElement" or "JsonDocument" => FrameworkTypes.Is(named, named.Name, 0, "System.Text.Json"),
            "JsonNode" or "JsonObject" or "JsonArray" or "JsonValue" => FrameworkTypes.Is(named, named.Name, 0, "System.Text.Json.Nodes"),
            _ => false,
        },
        INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory", TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } named =>
            FrameworkTypes.Is(named, named.Name, 1, "System"),
        _ => false,
    };

    /// <summary>Whether System.Text.Json writes values of a type as property names.</summary>
    public static bool CanBeKey(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Enum } => true,
        IArrayTypeSymbol => false,
        { Name: "JsonElement" or "JsonDocument" or "JsonNode" or "JsonObject" or "JsonArray" or "JsonValue" or "Memory" or "ReadOnlyMemory" } => false,
        _ => Has(type),
    };
}
