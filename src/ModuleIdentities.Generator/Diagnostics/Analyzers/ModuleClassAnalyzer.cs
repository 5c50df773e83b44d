using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses module classes that no client can be generated for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModuleClassAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        ModuleClassIsNotPartial,
        ModuleClassIsGeneric,
        ModuleClassIsStatic,
        ModuleClassIsAbstract,
        ModuleClassIsFileLocal,
        ModuleClassIsRecord,
        ModuleClassDerivesFromModuleClass,
        ModuleClassHasNoUsableConstructor,
        ModuleClassUsesGeneratedName,
    ];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        ModuleClassFaults faults = ModuleClassRules.Check(type);
        // What blocks the compiler is reported by the generator, and need not be said twice.
        ModuleClassFaults live = BlockedDeclarations.IsBlocked(type, faults) ? faults & ~BlockedDeclarations.Faults : faults;
        foreach (ClassFinding finding in ClassDiagnostics.Of(type, live, context.CancellationToken))
        {
            context.ReportDiagnostic(finding.ToDiagnostic());
        }

        if (GeneratedNames.FindConflict(type) is { } conflict)
        {
            bool isOwn = SymbolEqualityComparer.Default.Equals(conflict.ContainingType, type);
            Location place = Places.OfName(isOwn ? conflict : type);
            context.ReportDiagnostic(Diagnostic.Create(ModuleClassUsesGeneratedName, place, conflict.Name, type.Name));
        }

        // A static class has no constructor and an abstract one needs none.
        if ((faults & (ModuleClassFaults.Static | ModuleClassFaults.Abstract)) == 0 && ConstructorRules.Choose(type) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(ModuleClassHasNoUsableConstructor, Places.OfName(type), type.Name));
        }
    }
}
