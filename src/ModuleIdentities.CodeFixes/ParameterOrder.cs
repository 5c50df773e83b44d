using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModuleIdentities.CodeFixes;

/// <summary>Lists of parameters whose last one is new.</summary>
internal static class ParameterOrder
{
    public static ParameterListSyntax Append(ParameterListSyntax list, ParameterSyntax parameter)
    {
        if (list.Parameters.Count == 0)
        {
            return list.AddParameters(parameter);
        }

        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return list.WithParameters(SyntaxFactory.SeparatedList<ParameterSyntax>([.. list.Parameters.GetWithSeparators(), comma, parameter]));
    }

    /// <summary>Moves a parameter behind all others; one behind an optional one must be optional too.</summary>
    public static ParameterListSyntax MoveLast(ParameterListSyntax list, int index)
    {
        ParameterSyntax moved = list.Parameters[index].WithoutTrivia();
        ParameterListSyntax rest = list.WithParameters(list.Parameters.RemoveAt(index));
        bool isOptional = moved.Default is not null || rest.Parameters.Any(static parameter => parameter.Default is not null);
        return Append(rest, isOptional && moved.Default is null ? MakeOptional(moved) : moved);
    }

    /// <summary>Gives a parameter the default value of its type.</summary>
    public static ParameterSyntax MakeOptional(ParameterSyntax parameter) => parameter.WithDefault(SyntaxFactory.EqualsValueClause(
        SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
        SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)));
}
