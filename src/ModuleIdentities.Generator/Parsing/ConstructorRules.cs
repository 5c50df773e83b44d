using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Chooses the constructor that <c>ConnectAsync</c> mirrors and the container calls.</summary>
internal static class ConstructorRules
{
    /// <summary>
    /// The constructor that is marked for the container, otherwise the one with the most parameters;
    /// <see langword="null"/> when there is none that code outside the class could call with services.
    /// </summary>
    public static IMethodSymbol? Choose(INamedTypeSymbol type)
    {
        bool hasRequiredMember = HasRequiredMember(type);
        IMethodSymbol? chosen = null;
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (!IsCallable(constructor) || (hasRequiredMember && !HasAttribute(constructor, "SetsRequiredMembersAttribute")))
            {
                continue;
            }

            if (HasAttribute(constructor, "ActivatorUtilitiesConstructorAttribute"))
            {
                return constructor;
            }

            if (chosen is null || Compare(constructor, chosen) > 0)
            {
                chosen = constructor;
            }
        }

        return chosen;
    }

    private static bool IsCallable(IMethodSymbol constructor)
    {
        if (constructor.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
        {
            return false;
        }

        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            bool isService = !parameter.Type.IsRefLikeType && parameter.Type is not (IPointerTypeSymbol or IFunctionPointerTypeSymbol);
            if (parameter.RefKind != RefKind.None || !(isService || parameter.IsParams))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasRequiredMember(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? owner = type; owner is { SpecialType: SpecialType.None }; owner = owner.BaseType)
        {
            foreach (ISymbol member in owner.GetMembers())
            {
                if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasAttribute(IMethodSymbol constructor, string name)
    {
        foreach (AttributeData attribute in constructor.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // Equally long ones are told apart by their text, as the order of declaration is the order of files.
    private static int Compare(IMethodSymbol left, IMethodSymbol right) => left.Parameters.Length != right.Parameters.Length
        ? left.Parameters.Length - right.Parameters.Length
        : string.CompareOrdinal(right.ToDisplayString(), left.ToDisplayString());
}
