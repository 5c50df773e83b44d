using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ModuleIdentities.Generator.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.CodeFixes;

/// <summary>Replaces the name of a semantic type or of a unit by the nearest that there is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestSemanticTypeCodeFixProvider))]
[Shared]
public sealed class NearestSemanticTypeCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.MID0076SemanticTypeMustBeKnown];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.UseNearest);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic)
    {
        SyntaxNode node = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is not LiteralExpressionSyntax { Token.Value: string wrong } literal
            || literal.FirstAncestorOrSelf<AttributeSyntax>() is not { ArgumentList.Arguments: var arguments })
        {
            return null;
        }

        IEnumerable<string> units = arguments
            .Select(argument => editor.SemanticModel.GetConstantValue(argument.Expression).Value as string)
            .OfType<string>()
            .SelectMany(static text => SemanticTypes.UnitsOf(text) ?? []);
        return Nearest(wrong, [.. units]) is not { } nearest ? null : (
            CodeFixTexts.UseNearest(nearest),
            () => editor.ReplaceNode(
                literal, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(nearest)).WithTriviaFrom(literal)));
    }

    // Where the type is right it is the unit that is not. A part of a unit's name says which is meant, too: celsius, or C.
    private static string? Nearest(string wrong, string[] units)
    {
        string[] candidates = units.Length > 0 ? units : [.. SemanticTypes.Names];
        return NearestName.Find(wrong, candidates)
            ?? candidates.FirstOrDefault(candidate => wrong.Length > 2 && candidate.EndsWith(wrong, StringComparison.OrdinalIgnoreCase));
    }
}
