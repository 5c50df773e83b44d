using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Takes away the modifier that keeps a class from being a module, or a method from being sent or received.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveModifierCodeFixProvider))]
[Shared]
public sealed class RemoveModifierCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        DiagnosticIds.MID0009ModuleClassMustNotBeStatic,
        DiagnosticIds.MID0010ModuleClassMustNotBeAbstract,
        DiagnosticIds.MID0011ModuleClassMustNotBeFileLocal,
        DiagnosticIds.MID0017SentMethodMustNotBeStatic,
        DiagnosticIds.MID0060ReceivedMethodMustNotBeStatic,
    ];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.RemoveModifier);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic)
    {
        SyntaxToken modifier = editor.OriginalRoot.FindToken(diagnostic.Location.SourceSpan.Start);
        // An inherited fault is marked at a name, where there is nothing to take away.
        return modifier.Parent is MemberDeclarationSyntax declaration && declaration.Modifiers.Contains(modifier)
            ? (CodeFixTexts.RemoveModifier(modifier.Text),
                () => editor.ReplaceNode(declaration, (current, _) => Remove((MemberDeclarationSyntax)current, modifier.Kind())))
            : null;
    }

    private static MemberDeclarationSyntax Remove(MemberDeclarationSyntax declaration, SyntaxKind kind)
    {
        SyntaxToken modifier = declaration.Modifiers.First(token => token.IsKind(kind));
        SyntaxTriviaList leading = modifier.LeadingTrivia.AddRange(
            modifier.TrailingTrivia.SkipWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        SyntaxToken next = modifier.GetNextToken();
        SyntaxAnnotation follower = new();
        MemberDeclarationSyntax marked = declaration.ReplaceToken(next, next.WithAdditionalAnnotations(follower));
        MemberDeclarationSyntax without = marked.WithModifiers(SyntaxFactory.TokenList(marked.Modifiers.Where(token => !token.IsKind(kind))));
        SyntaxToken successor = without.GetAnnotatedTokens(follower).Single();
        return without.ReplaceToken(successor, successor.WithLeadingTrivia(leading.AddRange(successor.LeadingTrivia)));
    }
}
