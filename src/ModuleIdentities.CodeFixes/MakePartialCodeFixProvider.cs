using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Makes a module class, or a type around one, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialCodeFixProvider))]
[Shared]
public sealed class MakePartialCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DiagnosticIds.MID0006ModuleClassMustBePartial, DiagnosticIds.MID0007ContainingTypeMustBePartial];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.MakePartial);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic) =>
        editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan) is TypeDeclarationSyntax declaration
            ? (CodeFixTexts.MakePartial(declaration.Identifier.ValueText),
                () => editor.ReplaceNode(declaration, static (current, _) => MakePartial((TypeDeclarationSyntax)current)))
            : null;

    // The word has to stand before the type's keyword; what stood before that keyword goes before it.
    private static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax declaration)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        SyntaxToken keyword = declaration.Keyword;
        return declaration
            .WithKeyword(keyword.WithLeadingTrivia())
            .WithModifiers(declaration.Modifiers.Add(partial.WithLeadingTrivia(keyword.LeadingTrivia)));
    }
}
