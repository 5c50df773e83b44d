using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Knows the types that a user's own JSON contracts may write in another way than System.Text.Json does by default.</summary>
internal static class DtdlContracts
{
    /// <summary>The types of a context that has options, such as a naming policy; <see langword="null"/> when it has none.</summary>
    public static HashSet<ITypeSymbol>? WithOptions(INamedTypeSymbol? context)
    {
        if (context is null || JsonAttributes.Find(context, "JsonSourceGenerationOptionsAttribute") is null)
        {
            return null;
        }

        HashSet<ITypeSymbol> types = new(SymbolEqualityComparer.Default);
        foreach (AttributeData attribute in context.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "JsonSerializableAttribute", ConstructorArguments: [{ Value: ITypeSymbol type }] })
            {
                types.Add(type);
            }
        }

        return types;
    }
}
