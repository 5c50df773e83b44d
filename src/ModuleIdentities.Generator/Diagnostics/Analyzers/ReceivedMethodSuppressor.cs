using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Takes back what is wrong of a method that the generated half calls: that it could be static (CA1822), which MID0060 refuses.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReceivedMethodSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor CanBeStatic = new(
        "MIDS0001",
        "CA1822",
        new LocalizableResourceString("MIDS0001Justification", DiagnosticTexts.Manager, typeof(DiagnosticTexts)));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [CanBeStatic];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan) is { } declaration
                && context.GetSemanticModel(tree).GetDeclaredSymbol(declaration, context.CancellationToken) is IMethodSymbol method
                && DeclarationAttributes.IsReceived(method))
            {
                context.ReportSuppression(Suppression.Create(CanBeStatic, diagnostic));
            }
        }
    }
}
