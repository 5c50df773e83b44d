using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads the attributes of System.Text.Json.</summary>
internal static class JsonAttributes
{
    /// <summary>The attribute of that name in <c>System.Text.Json.Serialization</c>, or one that derives from it.</summary>
    public static AttributeData? Find(ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            for (INamedTypeSymbol? type = attribute.AttributeClass; type is { SpecialType: SpecialType.None }; type = type.BaseType)
            {
                if (type.Name == name && FrameworkTypes.Is(type, name, 0, "System.Text.Json.Serialization"))
                {
                    return attribute;
                }
            }
        }

        return null;
    }

    /// <summary>The number of an enumeration that is the attribute's one argument.</summary>
    public static int? Number(AttributeData? attribute) => attribute?.ConstructorArguments is [{ Value: int number }] ? number : null;

    /// <summary>The number of an enumeration that is a named argument.</summary>
    public static int? NamedNumber(AttributeData? attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute?.NamedArguments ?? [])
        {
            if (argument.Key == name && argument.Value.Value is int number)
            {
                return number;
            }
        }

        return null;
    }
}
