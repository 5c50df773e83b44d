using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Leaves the body of a telemetry method to the generator.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareWithoutBodyCodeFixProvider))]
[Shared]
public sealed class DeclareWithoutBodyCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.MID0016SentMethodMustBePartialWithoutBody];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.DeclareWithoutBody);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic)
    {
        if (editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan) is not MethodDeclarationSyntax method)
        {
            return null;
        }

        // Of a partial method it is the user's own implementing part that is too much.
        Action edit = editor.SemanticModel.GetDeclaredSymbol(method) is { PartialDefinitionPart: not null }
            ? () => editor.RemoveNode(method)
            : () => editor.ReplaceNode(method, static (current, _) => Declare((MethodDeclarationSyntax)current));
        return (CodeFixTexts.DeclareWithoutBody(method.Identifier.ValueText), edit);
    }

    private static MethodDeclarationSyntax Declare(MethodDeclarationSyntax method)
    {
        List<SyntaxToken> modifiers = [.. method.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword))];
        SyntaxTriviaList leading = method.ReturnType.GetLeadingTrivia();
        if (!modifiers.Any(static modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind())))
        {
            // What returns a value and is partial has to say who may call it.
            modifiers.Insert(0, SyntaxFactory.Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        }

        if (!method.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            modifiers.Add(SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        }

        if (method.Modifiers.Count == 0)
        {
            modifiers[0] = modifiers[0].WithLeadingTrivia(leading);
            method = method.WithReturnType(method.ReturnType.WithoutLeadingTrivia());
        }
        else
        {
            modifiers[0] = modifiers[0].WithLeadingTrivia(method.Modifiers[0].LeadingTrivia);
        }

        SyntaxTriviaList end = method.GetTrailingTrivia();
        return method
            .WithModifiers(SyntaxFactory.TokenList(modifiers))
            .WithBody(null)
            .WithExpressionBody(null)
            .WithParameterList(method.ParameterList.WithoutTrailingTrivia())
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(end));
    }
}
