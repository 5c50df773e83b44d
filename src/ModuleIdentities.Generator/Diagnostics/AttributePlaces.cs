using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>The characters of an attribute's argument that a diagnostic points at.</summary>
internal static class AttributePlaces
{
    /// <summary>The argument, or one character of it where it is a literal; <see langword="null"/> when the attribute has no such argument.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="name">The name of the property that the argument sets; <see langword="null"/> for the first argument of the constructor.</param>
    /// <param name="position">The zero-based index of the character; <see langword="null"/> for the whole argument.</param>
    /// <param name="context">What the place is found for.</param>
    public static Location? Find(AttributeData attribute, string? name, int? position, SymbolAnalysisContext context)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not AttributeSyntax { ArgumentList.Arguments: var arguments })
        {
            return null;
        }

        foreach (AttributeArgumentSyntax argument in arguments)
        {
            if (argument.NameEquals?.Name.Identifier.ValueText == name)
            {
                return position is { } index && argument.Expression is LiteralExpressionSyntax literal
                    ? Location.Create(literal.SyntaxTree, LiteralText.Find(literal.Token, index))
                    : argument.Expression.GetLocation();
            }
        }

        return null;
    }
}
