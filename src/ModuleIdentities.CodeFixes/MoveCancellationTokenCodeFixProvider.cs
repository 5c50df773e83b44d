using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Makes a <see cref="CancellationToken"/> the last parameter.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveCancellationTokenCodeFixProvider))]
[Shared]
public sealed class MoveCancellationTokenCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.MID0024CancellationTokenMustBeLast];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.MoveToTheEnd);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic)
    {
        if (editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { Parent: ParameterListSyntax list } parameter
            || list.Parameters.Last().Modifiers.Any(SyntaxKind.ParamsKeyword))
        {
            return null;
        }

        int index = list.Parameters.IndexOf(parameter);
        return (CodeFixTexts.MoveToTheEnd(parameter.Identifier.ValueText),
            () => editor.ReplaceNode(list, (current, _) => ParameterOrder.MoveLast((ParameterListSyntax)current, index)));
    }
}
