using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Emission;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads the constructor that <c>ConnectAsync</c> mirrors.</summary>
internal static class ConstructorParser
{
    public static ModuleConstructor Parse(IMethodSymbol constructor)
    {
        ImmutableArray<ConstructorParameter>.Builder parameters = ImmutableArray.CreateBuilder<ConstructorParameter>(constructor.Parameters.Length);
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            if (parameter.IsParams)
            {
                // Neither a caller of ConnectAsync nor the container has to give any.
                continue;
            }

            ITypeSymbol type = parameter.Type;
            bool isNullableReference = type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
            parameters.Add(new ConstructorParameter(
                parameter.Name,
                TypeText.Of(isNullableReference ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type),
                isNullableReference,
                parameter.HasExplicitDefaultValue ? DefaultValueText.Of(parameter) : null,
                KeyOf(parameter)));
        }

        return new ModuleConstructor(AccessibilityOf(constructor), new(parameters.ToImmutable()));
    }

    private static string AccessibilityOf(IMethodSymbol constructor) => constructor.DeclaredAccessibility switch
    {
        Accessibility.Public => "public",
        Accessibility.Internal => "internal",
        _ => "protected internal",
    };

    private static string? KeyOf(IParameterSymbol parameter)
    {
        foreach (AttributeData attribute in parameter.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "FromKeyedServicesAttribute", ConstructorArguments: [{ IsNull: false } key] })
            {
                return key switch
                {
                    { Kind: TypedConstantKind.Enum, Type: { } type, Value: { } value } => CSharpLiteral.FormatEnum(TypeText.Of(type), value),
                    { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({TypeText.Of(type)})",
                    { Kind: TypedConstantKind.Primitive, Value: { } value } => CSharpLiteral.TryFormat(value),
                    _ => null,
                };
            }
        }

        return null;
    }
}
