using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The members that a module class gets, and the declarations of the user that stand in their way.</summary>
internal static class GeneratedNames
{
    private static readonly string[] Values = ["ModuleId", "ModuleClient", "s_moduleDefinition", "s_moduleJson"];
    private const string Factory = "ConnectAsync";
    private const string Disposal = "DisposeAsync";
    private const string Model = "Dtdl";

    /// <summary>The first symbol whose name a generated member needs: a member, an inherited one, or the class itself.</summary>
    public static ISymbol? FindConflict(INamedTypeSymbol type)
    {
        bool hasModel = DeclarationAttributes.FindModuleIdentity(type) is { } attribute && DeclarationAttributes.ModelId(attribute) is not null;
        string[] values = hasModel ? [.. Values, Model] : Values;
        if (values.Contains(type.Name) || type.Name == Factory || type.Name == Disposal)
        {
            return type;
        }

        for (INamedTypeSymbol? owner = type; owner is { SpecialType: SpecialType.None }; owner = owner.BaseType)
        {
            bool isInherited = !SymbolEqualityComparer.Default.Equals(owner, type);
            ISymbol? conflict = FindConflict(owner, values, isInherited);
            if (conflict is not null)
            {
                return conflict;
            }
        }

        return null;
    }

    private static ISymbol? FindConflict(INamedTypeSymbol owner, string[] values, bool isInherited)
    {
        foreach (string name in values)
        {
            foreach (ISymbol member in owner.GetMembers(name))
            {
                if (IsInTheWay(member, isInherited))
                {
                    return member;
                }
            }
        }

        // Other overloads of the factory are the user's right.
        foreach (ISymbol member in owner.GetMembers(Factory))
        {
            bool isOverload = member is IMethodSymbol { Parameters: [] or [{ Type.Name: not "ModuleIdentityOptions" }, ..] };
            if (!isOverload && IsInTheWay(member, isInherited))
            {
                return member;
            }
        }

        foreach (ISymbol member in owner.GetMembers(Disposal))
        {
            bool isOverload = member is IMethodSymbol { Parameters.Length: > 0 };
            if (!isOverload && IsInTheWay(member, isInherited))
            {
                return member;
            }
        }

        return null;
    }

    private static bool IsInTheWay(ISymbol member, bool isInherited) =>
        !(isInherited && member.DeclaredAccessibility == Accessibility.Private) && !GeneratedHalf.Has(member);
}
