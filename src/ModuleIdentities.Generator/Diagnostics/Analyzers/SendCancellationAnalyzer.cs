using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Advises that a send take a <see cref="CancellationToken"/>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SendCancellationAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.SendTakesNoCancellationToken];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        foreach (IMethodSymbol method in DeclarationAttributes.SentMethods(type))
        {
            // An override has the parameters that its base gives it.
            if (!method.IsOverride && !method.Parameters.Any(static parameter => FrameworkTypes.IsCancellationToken(parameter.Type)))
            {
                context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.SendTakesNoCancellationToken, Places.OfName(method), method.Name));
            }
        }
    }
}
