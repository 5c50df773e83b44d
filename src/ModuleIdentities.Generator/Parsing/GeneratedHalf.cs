using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Emission;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Tells the generator's own members, which analyzers see and the generator does not, from the user's.</summary>
internal static class GeneratedHalf
{
    /// <summary>Whether a type is generated.</summary>
    public static bool Is(INamedTypeSymbol type) => IsMarked(type);

    /// <summary>
    /// Whether a member, or the body of a partial one, is generated. A constant has no mark, and neither has the body of a method that the user has
    /// declared, on which analyzers of the user's would then be silent: but both are in the file of <c>DisposeAsync</c>.
    /// </summary>
    public static bool Has(ISymbol member)
    {
        ISymbol part = member is IMethodSymbol { PartialImplementationPart: { } body } ? body : member;
        if (IsMarked(part))
        {
            return true;
        }

        foreach (ISymbol disposal in part.ContainingType?.GetMembers("DisposeAsync") ?? [])
        {
            if (IsMarked(disposal) && TreeOf(disposal) == TreeOf(part))
            {
                return true;
            }
        }

        return false;
    }

    private static SyntaxTree? TreeOf(ISymbol symbol) => symbol.DeclaringSyntaxReferences is [var reference, ..] ? reference.SyntaxTree : null;

    private static bool IsMarked(ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "GeneratedCodeAttribute", ConstructorArguments: [{ Value: GeneratedMark.ToolName }, _] })
            {
                return true;
            }
        }

        return false;
    }
}
