using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.CodeFixes;

/// <summary>Awaits a send whose task was dropped, and makes the function around it asynchronous where its kind can be.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitSendCodeFixProvider))]
[Shared]
public sealed class AwaitSendCodeFixProvider : DocumentFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.MID0034SendMustBeAwaited];

    private protected override string EquivalenceKey => nameof(CodeFixTexts.AwaitSend);

    private protected override (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic)
    {
        SyntaxNode node = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is not InvocationExpressionSyntax { Parent: not ConditionalAccessExpressionSyntax } send
            || FindDropped(send) is not { } dropped
            || AsyncFunction.Find(dropped, editor.SemanticModel) is not { } function)
        {
            return null;
        }

        return (CodeFixTexts.AwaitSend, () =>
        {
            ExpressionSyntax task = FindTask(send);
            AwaitExpressionSyntax awaited = SyntaxFactory.AwaitExpression(
                SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), task.WithoutTrivia());
            editor.ReplaceNode(dropped, dropped is StatementSyntax
                ? SyntaxFactory.ExpressionStatement(awaited).WithTriviaFrom(dropped)
                : awaited.WithTriviaFrom(dropped));
            if (function.Declaration is { } declaration)
            {
                editor.ReplaceNode(declaration, static (current, _) => AsyncFunction.MakeAsync(current));
            }
        }
        );
    }

    /// <summary>The expression or statement that drops the task, and that an await can stand for.</summary>
    private static SyntaxNode? FindDropped(ExpressionSyntax send)
    {
        ExpressionSyntax task = FindTask(send);
        return task.Parent switch
        {
            ExpressionStatementSyntax or ArrowExpressionClauseSyntax => task,
            LambdaExpressionSyntax => task,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax } discard => discard,
            EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax local } } => local,
            _ => null,
        };
    }

    // With the ConfigureAwait that is behind it.
    private static ExpressionSyntax FindTask(ExpressionSyntax send) =>
        send.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured }
            ? configured
            : send;
}
