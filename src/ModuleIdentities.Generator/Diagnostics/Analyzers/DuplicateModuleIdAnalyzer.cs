using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses one module id for two classes of an assembly: IoT Hub lets the later connection end the earlier.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DuplicateModuleIdAnalyzer : RuntimeAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.ModuleIdIsDeclaredTwice];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity)
    {
        ConcurrentBag<Declaration> declarations = [];
        start.RegisterSymbolAction(symbol => Collect(symbol, declarations), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end => Report(end, declarations));
    }

    private static void Collect(SymbolAnalysisContext context, ConcurrentBag<Declaration> declarations)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (DeclarationAttributes.FindModuleIdentity(type) is { } attribute
            && DeclarationAttributes.ModuleId(attribute) is { } moduleId
            && ModuleNameRules.Check(moduleId, out _) == ModuleNameFault.None)
        {
            declarations.Add(new Declaration(moduleId, type.ToDisplayString(), Places.OfArgument(attribute, context.CancellationToken)));
        }
    }

    private static void Report(CompilationAnalysisContext context, ConcurrentBag<Declaration> declarations)
    {
        foreach (IGrouping<string, Declaration> group in declarations.GroupBy(static declaration => declaration.ModuleId, StringComparer.Ordinal))
        {
            Declaration[] sorted = [.. group.OrderBy(static declaration => declaration.Type, StringComparer.Ordinal)];
            for (int i = 0; i < sorted.Length && sorted.Length > 1; i++)
            {
                string other = sorted[i == 0 ? 1 : 0].Type;
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticDescriptors.ModuleIdIsDeclaredTwice,
                    sorted[i].Place,
                    SymbolDisplay.FormatLiteral(group.Key, quote: true),
                    sorted[i].Type,
                    other));
            }
        }
    }

    private sealed record Declaration(string ModuleId, string Type, Location Place);
}
