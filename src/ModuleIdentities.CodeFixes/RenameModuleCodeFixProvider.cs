using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Gives a module the valid id that is nearest to the one it has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameModuleCodeFixProvider))]
[Shared]
public sealed class RenameModuleCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        DiagnosticIds.MID0001ModuleIdMustNotBeEmpty,
        DiagnosticIds.MID0002ModuleIdMustNotBeTooLong,
        DiagnosticIds.MID0003ModuleIdMustNotHaveInvalidCharacter,
        DiagnosticIds.MID0004ModuleIdMustNotBeReserved,
    ];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.RenameModule);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic)
    {
        SyntaxNode node = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        // A constant of another place may be used elsewhere, so it stays as it is.
        if (node.FirstAncestorOrSelf<AttributeArgumentSyntax>() is not { Expression: { } expression } argument
            || argument.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } module)
        {
            return null;
        }

        string wanted = editor.SemanticModel.GetConstantValue(expression).Value as string ?? "";
        string nearest = ValidModuleId.Nearest(wanted, module.Identifier.ValueText);
        SyntaxNode literal = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(nearest)).WithTriviaFrom(expression);
        return (CodeFixTexts.RenameModule(nearest), () => editor.ReplaceNode(expression, literal));
    }
}
