using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using ModuleIdentities.Generator.Diagnostics;
using ModuleIdentities.Generator.Diagnostics.Analyzers;

namespace ModuleIdentities.CodeFixes;

/// <summary>Replaces a secret by its configuration key: through the configuration that is at hand, or its environment variable.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReadFromConfigurationCodeFixProvider))]
[Shared]
public sealed class ReadFromConfigurationCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DiagnosticIds.MID0032HubCredentialMustNotBeInSource, DiagnosticIds.MID0033KeyMustNotBeInSource];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.ReadFromConfiguration);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic)
    {
        SyntaxNode node = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (FindText(node) is not { } text
            || MustBeConstant(text)
            || !diagnostic.Properties.TryGetValue(SourceSecretAnalyzer.PathProperty, out string? path)
            || path is null)
        {
            return null;
        }

        ExpressionSyntax reading = FindConfiguration(editor.SemanticModel, text.SpanStart) is { } configuration
            ? SyntaxFactory.ParseExpression($"{configuration}[{SymbolDisplay.FormatLiteral(path, quote: true)}]")
            : ReadEnvironment(path.Replace(":", "__"));
        return (CodeFixTexts.ReadFromConfiguration, () => editor.ReplaceNode(text, reading.WithTriviaFrom(text)));
    }

    private static InvocationExpressionSyntax ReadEnvironment(string variable) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression,
            SyntaxFactory.ParseExpression("global::System.Environment").WithAdditionalAnnotations(Simplifier.Annotation),
            SyntaxFactory.IdentifierName(nameof(Environment.GetEnvironmentVariable))),
        SyntaxFactory.ParseArgumentList($"({SymbolDisplay.FormatLiteral(variable, quote: true)})"));

    // The whole of a text that may be composed of pieces.
    private static ExpressionSyntax? FindText(SyntaxNode node)
    {
        ExpressionSyntax? found = null;
        for (SyntaxNode? candidate = node; candidate is ExpressionSyntax or InterpolatedStringContentSyntax or ArgumentSyntax; candidate = candidate.Parent)
        {
            found = candidate is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression }
                ? (ExpressionSyntax)candidate
                : found;
            bool goesOn = candidate is ArgumentSyntax or InterpolatedStringContentSyntax
                || candidate.Parent is BinaryExpressionSyntax or ParenthesizedExpressionSyntax or InterpolatedStringContentSyntax;
            if (!goesOn)
            {
                break;
            }
        }

        return found;
    }

    private static bool MustBeConstant(SyntaxNode text) => text.Ancestors().Any(static ancestor =>
        ancestor is AttributeSyntax or ParameterSyntax or CaseSwitchLabelSyntax or PatternSyntax
        || (ancestor is LocalDeclarationStatementSyntax local && local.IsConst)
        || (ancestor is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword)));

    private static string? FindConfiguration(SemanticModel model, int position) => model.LookupSymbols(position)
        .Where(symbol => IsConfiguration(symbol) && IsBefore(symbol, position))
        .OrderByDescending(static symbol => symbol is ILocalSymbol or IParameterSymbol)
        .Select(static symbol => symbol.Name)
        .FirstOrDefault();

    private static bool IsConfiguration(ISymbol symbol)
    {
        ITypeSymbol? type = symbol switch
        {
            ILocalSymbol local => local.Type,
            IParameterSymbol parameter => parameter.Type,
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            _ => null,
        };
        return type is not null && (type.Name == "IConfiguration" || type.AllInterfaces.Any(static contract => contract.Name == "IConfiguration"));
    }

    private static bool IsBefore(ISymbol symbol, int position) => symbol is not ILocalSymbol || symbol.Locations[0].SourceSpan.End < position;
}
