using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Gives a send a <see cref="CancellationToken"/>, which callers may leave out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddCancellationTokenCodeFixProvider))]
[Shared]
public sealed class AddCancellationTokenCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.MID0035SendShouldTakeCancellationToken];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.AddCancellationToken);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic) =>
        editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan) is MethodDeclarationSyntax method
            && !method.ParameterList.Parameters.Any(static parameter => parameter.Modifiers.Any(SyntaxKind.ParamsKeyword))
            ? (CodeFixTexts.AddCancellationToken, () => editor.ReplaceNode(method, static (current, _) => Add((MethodDeclarationSyntax)current)))
            : null;

    private static MethodDeclarationSyntax Add(MethodDeclarationSyntax method)
    {
        bool isTaken = method.ParameterList.Parameters.Any(static parameter => parameter.Identifier.ValueText == "cancellationToken");
        TypeSyntax type = SyntaxFactory.ParseTypeName("global::System.Threading.CancellationToken")
            .WithTrailingTrivia(SyntaxFactory.Space)
            .WithAdditionalAnnotations(Simplifier.Annotation);
        ParameterSyntax parameter = ParameterOrder.MakeOptional(
            SyntaxFactory.Parameter(SyntaxFactory.Identifier(isTaken ? "token" : "cancellationToken")).WithType(type));
        return method.WithParameterList(ParameterOrder.Append(method.ParameterList, parameter));
    }
}
