using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace ModuleIdentities.CodeFixes;

/// <summary>A fix that edits one document, and does for all diagnostics of it at once what it does for one.</summary>
public abstract class DocumentFixProvider : CodeFixProvider
{
    /// <summary>What tells one kind of fix from another; the same in all versions.</summary>
    private protected abstract string EquivalenceKey { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(context.Document, context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (Prepare(editor, diagnostic) is var (title, _))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, cancellationToken => FixAsync(context.Document, [diagnostic], cancellationToken), EquivalenceKey), diagnostic);
            }
        }
    }

    /// <summary>
    /// What the fix is called and does, or <see langword="null"/> when there is none. The edit may take the node that it changes only as the editor
    /// gives it, because others may have changed it before.
    /// </summary>
    private protected abstract (string Title, Action Edit)? Prepare(DocumentEditor editor, Diagnostic diagnostic);

    private async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Prepare(editor, diagnostic)?.Edit();
        }

        return editor.GetChangedDocument();
    }
}
