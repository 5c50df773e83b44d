using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses a type that is not partial around a module class: the generated half could not be put into it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContainingTypeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.ContainingTypeIsNotPartial];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(DeclarationAttributes.ModuleIdentityMetadataName) is not null)
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (FindModuleClass(type) is { } module && !ModuleClassRules.IsPartial(type))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(DiagnosticDescriptors.ContainingTypeIsNotPartial, Places.OfName(type), type.Name, module.Name));
        }
    }

    private static INamedTypeSymbol? FindModuleClass(INamedTypeSymbol container)
    {
        foreach (INamedTypeSymbol nested in container.GetTypeMembers())
        {
            INamedTypeSymbol? found = DeclarationAttributes.FindModuleIdentity(nested) is not null ? nested : FindModuleClass(nested);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
