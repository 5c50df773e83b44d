using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses a type that is not partial around a module class: the generated half could not be put into it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContainingTypeAnalyzer : RuntimeAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.ContainingTypeIsNotPartial];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity) =>
        start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);

    private static void Analyze(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        // What blocks the compiler is reported by the generator, and need not be said twice.
        if (!ModuleClassRules.IsPartial(type)
            && BlockedDeclarations.FindModuleClass(type, isBlocked: true) is null
            && BlockedDeclarations.FindModuleClass(type, isBlocked: false) is { } module)
        {
            context.ReportDiagnostic(ClassDiagnostics.ContainerIsNotPartial(type, module).ToDiagnostic());
        }
    }
}
