using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Warns of more module classes than a device can have modules.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TooManyModulesAnalyzer : RuntimeAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.DeviceHasTooManyModules];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity)
    {
        ConcurrentBag<INamedTypeSymbol> modules = [];
        start.RegisterSymbolAction(
            symbol =>
            {
                INamedTypeSymbol type = (INamedTypeSymbol)symbol.Symbol;
                if (DeclarationAttributes.FindModuleIdentity(type) is not null)
                {
                    modules.Add(type);
                }
            },
            SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end => Report(end, modules));
    }

    private static void Report(CompilationAnalysisContext context, ConcurrentBag<INamedTypeSymbol> modules)
    {
        if (modules.Count <= WellKnownModules.MaximumPerDevice)
        {
            return;
        }

        int number = 0;
        foreach (INamedTypeSymbol type in modules.OrderBy(static module => module.ToDisplayString(), StringComparer.Ordinal))
        {
            if (++number > WellKnownModules.MaximumPerDevice)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticDescriptors.DeviceHasTooManyModules, Places.OfName(type), type.Name, number, WellKnownModules.MaximumPerDevice));
            }
        }
    }
}
