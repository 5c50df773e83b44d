using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>An analyzer that looks at each module class.</summary>
public abstract class ModuleAnalyzer : RuntimeAnalyzer
{
    private protected sealed override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity) =>
        start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);

    /// <summary>Looks at a class with one <c>[ModuleIdentity]</c>.</summary>
    private protected abstract void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute);

    private void AnalyzeType(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (DeclarationAttributes.FindModuleIdentity(type) is { } attribute)
        {
            Analyze(context, type, attribute);
        }
    }
}
