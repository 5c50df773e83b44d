using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses telemetry methods of types that are no module.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StrayTelemetryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.TelemetryMethodIsOutsideModuleClass];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(DeclarationAttributes.ModuleIdentityMetadataName) is not null)
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.Method);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        IMethodSymbol method = (IMethodSymbol)context.Symbol;
        // A partial method comes twice, once for each part.
        if (method.PartialDefinitionPart is null
            && DeclarationAttributes.IsTelemetry(method)
            && DeclarationAttributes.FindModuleIdentity(method.ContainingType) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.TelemetryMethodIsOutsideModuleClass, Places.OfName(method), method.Name, method.ContainingType.Name));
        }
    }
}
