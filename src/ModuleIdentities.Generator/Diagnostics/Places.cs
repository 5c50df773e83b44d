using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>The characters that a diagnostic points at.</summary>
internal static class Places
{
    /// <summary>The argument of a <c>[ModuleIdentity]</c>, or the whole attribute when it has none.</summary>
    public static Location OfArgument(AttributeData attribute, CancellationToken cancellationToken)
    {
        SyntaxNode? node = attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken);
        return node is AttributeSyntax { ArgumentList.Arguments: [var argument, ..] }
            ? argument.Expression.GetLocation()
            : node?.GetLocation() ?? Location.None;
    }

    /// <summary>A modifier in any part of a declaration, or its name.</summary>
    public static Location OfModifier(ISymbol symbol, SyntaxKind modifier, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellationToken) is MemberDeclarationSyntax declaration)
            {
                foreach (SyntaxToken token in declaration.Modifiers)
                {
                    if (token.IsKind(modifier))
                    {
                        return token.GetLocation();
                    }
                }
            }
        }

        return OfName(symbol);
    }

    /// <summary>The first part of a declaration that the selector finds, or the declared name.</summary>
    public static Location OfPart<TDeclaration>(ISymbol symbol, Func<TDeclaration, Location?> part, CancellationToken cancellationToken)
        where TDeclaration : SyntaxNode
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellationToken) is TDeclaration declaration && part(declaration) is { } location)
            {
                return location;
            }
        }

        return OfName(symbol);
    }

    public static Location OfName(ISymbol symbol) => symbol.Locations[0];
}
