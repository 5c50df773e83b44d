using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>
/// Tells whether two compilations can differ in anything but what their statements do. All that is read of a class hangs on declarations: names,
/// types, attributes, constants, comments, directives, references, options. No declaration hangs on a statement.
/// </summary>
internal static class ProjectOutline
{
    public static bool IsSame(CSharpCompilation left, CSharpCompilation right, CancellationToken cancellationToken)
    {
        if (left.AssemblyName != right.AssemblyName
            || !left.Options.Equals(right.Options)
            || !IsSame(left.ExternalReferences, right.ExternalReferences)
            || left.SyntaxTrees.Length != right.SyntaxTrees.Length)
        {
            return false;
        }

        for (int i = 0; i < left.SyntaxTrees.Length; i++)
        {
            if (left.SyntaxTrees[i] != right.SyntaxTrees[i] && !IsSame(left.SyntaxTrees[i], right.SyntaxTrees[i], cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(ImmutableArray<MetadataReference> left, ImmutableArray<MetadataReference> right)
    {
        // Most edits hand the very array on.
        if (left == right)
        {
            return true;
        }

        bool isSame = left.Length == right.Length;
        for (int i = 0; isSame && i < left.Length; i++)
        {
            isSame = ReferenceEquals(left[i], right[i]);
        }

        return isSame;
    }

    // The text is compared, so that a comment that documents and a directive count.
    private static bool IsSame(SyntaxTree left, SyntaxTree right, CancellationToken cancellationToken)
    {
        if (left.FilePath != right.FilePath || !left.Options.Equals(right.Options))
        {
            return false;
        }

        List<TextSpan> leftStatements = Statements(left, cancellationToken);
        List<TextSpan> rightStatements = Statements(right, cancellationToken);
        if (leftStatements.Count != rightStatements.Count)
        {
            return false;
        }

        SourceText leftText = left.GetText(cancellationToken);
        SourceText rightText = right.GetText(cancellationToken);
        int leftStart = 0;
        int rightStart = 0;
        for (int i = 0; i < leftStatements.Count; i++)
        {
            if (!IsSame(leftText, leftStart, leftStatements[i].Start, rightText, rightStart, rightStatements[i].Start))
            {
                return false;
            }

            leftStart = leftStatements[i].End;
            rightStart = rightStatements[i].End;
        }

        return IsSame(leftText, leftStart, leftText.Length, rightText, rightStart, rightText.Length);
    }

    private static bool IsSame(SourceText left, int leftStart, int leftEnd, SourceText right, int rightStart, int rightEnd)
    {
        if (leftEnd - leftStart != rightEnd - rightStart)
        {
            return false;
        }

        for (int i = 0; i < leftEnd - leftStart; i++)
        {
            if (left[leftStart + i] != right[rightStart + i])
            {
                return false;
            }
        }

        return true;
    }

    private static List<TextSpan> Statements(SyntaxTree tree, CancellationToken cancellationToken)
    {
        List<TextSpan> statements = [];
        Collect(((CompilationUnitSyntax)tree.GetRoot(cancellationToken)).Members, statements);
        return statements;
    }

    private static void Collect(SyntaxList<MemberDeclarationSyntax> members, List<TextSpan> statements)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax container:
                    Collect(container.Members, statements);
                    break;
                case TypeDeclarationSyntax container:
                    Collect(container.Members, statements);
                    break;
                case BaseMethodDeclarationSyntax method when ((SyntaxNode?)method.Body ?? method.ExpressionBody) is { ContainsDirectives: false } body:
                    // Not those of an accessor: whether one says "field" decides what its property is.
                    statements.Add(body.Span);
                    break;
                case GlobalStatementSyntax { ContainsDirectives: false }:
                    statements.Add(member.Span);
                    break;
                default:
                    break;
            }
        }
    }
}
