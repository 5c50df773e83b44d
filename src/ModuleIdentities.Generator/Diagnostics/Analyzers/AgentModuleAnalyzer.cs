using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>
/// Warns of a class that connects as a module of an agent. It counts as connected when it sends or receives anything, when its
/// <c>ConnectAsync</c> is called, or when <c>AddModuleIdentities</c> is, which connects every class.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AgentModuleAnalyzer : RuntimeAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.ModuleOfAgentIsConnected];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity)
    {
        Findings findings = new();
        start.RegisterSymbolAction(findings.Declared, SymbolKind.NamedType);
        start.RegisterOperationAction(findings.Called, OperationKind.Invocation);
        start.RegisterCompilationEndAction(findings.Report);
    }

    private sealed class Findings
    {
        private readonly ConcurrentBag<INamedTypeSymbol> _modulesOfAgents = [];
        private readonly ConcurrentDictionary<ISymbol, bool> _connected = new(SymbolEqualityComparer.Default);
        private volatile bool _areAllConnected;

        public void Declared(SymbolAnalysisContext context)
        {
            INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
            if (ModuleId(type) is { } moduleId && WellKnownModules.FindOwner(moduleId) is not null)
            {
                _modulesOfAgents.Add(type);
            }
        }

        public void Called(OperationAnalysisContext context)
        {
            IMethodSymbol method = ((IInvocationOperation)context.Operation).TargetMethod;
            if (method.Name == "ConnectAsync" && DeclarationAttributes.FindModuleIdentity(method.ContainingType) is not null)
            {
                _connected[method.ContainingType] = true;
            }
            else if (method is { Name: "AddModuleIdentities", ContainingNamespace: { Name: "ModuleIdentities", ContainingNamespace.IsGlobalNamespace: true } })
            {
                _areAllConnected = true;
            }
        }

        public void Report(CompilationAnalysisContext context)
        {
            foreach (INamedTypeSymbol type in _modulesOfAgents)
            {
                if ((_areAllConnected || _connected.ContainsKey(type) || IsForConnection(type))
                    && DeclarationAttributes.FindModuleIdentity(type) is { } attribute
                    && DeclarationAttributes.ModuleId(attribute) is { } moduleId)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        DiagnosticDescriptors.ModuleOfAgentIsConnected,
                        Places.OfArgument(attribute, context.CancellationToken),
                        SymbolDisplay.FormatLiteral(moduleId, quote: true),
                        WellKnownModules.FindOwner(moduleId),
                        type.Name));
                }
            }
        }

        // It sends or receives, which nobody declares for nothing.
        private static bool IsForConnection(INamedTypeSymbol type) =>
            DeclarationAttributes.SentMethods(type).Concat(DeclarationAttributes.ReceivedMethods(type)).Any();

        private static string? ModuleId(INamedTypeSymbol type) =>
            DeclarationAttributes.FindModuleIdentity(type) is { } attribute ? DeclarationAttributes.ModuleId(attribute) : null;
    }
}
