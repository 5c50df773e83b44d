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

/// <summary>Has a telemetry method return the <see cref="Task"/> that tells of the acknowledgement.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnTaskCodeFixProvider))]
[Shared]
public sealed class ReturnTaskCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.MID0019SentMethodMustReturnTask];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.ReturnTask);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic) =>
        editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
            ? (CodeFixTexts.ReturnTask, () => editor.ReplaceNode(method.ReturnType, static (current, _) => Task.WithTriviaFrom(current)))
            : null;

    /// <summary>The type, as short as the file's usings let it be.</summary>
    internal static TypeSyntax Task =>
        SyntaxFactory.ParseTypeName("global::System.Threading.Tasks.Task").WithAdditionalAnnotations(Simplifier.Annotation);
}
