using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses declared methods of types that are no module.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StrayMethodAnalyzer : RuntimeAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.DeclaredMethodIsOutsideModuleClass];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity) =>
        start.RegisterSymbolAction(Analyze, SymbolKind.Method);

    private static void Analyze(SymbolAnalysisContext context)
    {
        IMethodSymbol method = (IMethodSymbol)context.Symbol;
        // A partial method comes twice, once for each part.
        if (method.PartialDefinitionPart is null
            && DeclarationAttributes.RoleOf(method, out _) != MemberRole.None
            && DeclarationAttributes.FindModuleIdentity(method.ContainingType) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.DeclaredMethodIsOutsideModuleClass, Places.OfName(method), method.Name, method.ContainingType.Name));
        }
    }
}
