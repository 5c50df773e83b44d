using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Emission;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The default value of a parameter as C# source.</summary>
internal static class DefaultValueText
{
    public static string Of(IParameterSymbol parameter)
    {
        if (parameter.ExplicitDefaultValue is not { } value)
        {
            return parameter.Type.IsReferenceType ? "null" : "default";
        }

        ITypeSymbol type = FrameworkTypes.ValueType(parameter.Type);
        return type.TypeKind == TypeKind.Enum
            ? CSharpLiteral.FormatEnum(TypeText.Of(type), value)
            : CSharpLiteral.TryFormat(value) ?? "default";
    }
}
