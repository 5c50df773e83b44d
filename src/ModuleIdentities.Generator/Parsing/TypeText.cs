using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Types as C# source that means the same in any file.</summary>
internal static class TypeText
{
    public static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type that nearly every method that sends has, so that it need not be rendered for each.</summary>
    public const string CancellationToken = "global::System.Threading.CancellationToken";

    /// <summary>Types and members as a developer writes them.</summary>
    public static readonly SymbolDisplayFormat ShortFormat = SymbolDisplayFormat.CSharpShortErrorMessageFormat;

    /// <summary>The type without a reference type's own <c>?</c>, as type arguments of a contract name it.</summary>
    public static string OfNotNull(ITypeSymbol type) =>
        Of(type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type);

    public static string Of(ITypeSymbol type) => OfKeyword(type.SpecialType) is { } keyword && type.NullableAnnotation != NullableAnnotation.Annotated
        ? keyword
        : type.ToDisplayString(Format);

    // Most types of a telemetry method are these, and rendering a type is the dearest step of reading one.
    private static string? OfKeyword(SpecialType type) => type switch
    {
        SpecialType.System_Boolean => "bool",
        SpecialType.System_Byte => "byte",
        SpecialType.System_SByte => "sbyte",
        SpecialType.System_Int16 => "short",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_Int32 => "int",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        SpecialType.System_Single => "float",
        SpecialType.System_Double => "double",
        SpecialType.System_Decimal => "decimal",
        SpecialType.System_Char => "char",
        SpecialType.System_String => "string",
        SpecialType.System_DateTime => "global::System.DateTime",
        _ => null,
    };
}
