using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Warns of a send whose task is dropped: as a statement, to a discard, or to a local that nobody reads.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnawaitedSendAnalyzer : RuntimeAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.SendIsNotAwaited];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity) =>
        start.RegisterOperationAction(Analyze, OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context)
    {
        IInvocationOperation invocation = (IInvocationOperation)context.Operation;
        if (IsSend(invocation.TargetMethod) && IsDropped(invocation))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.SendIsNotAwaited, invocation.Syntax.GetLocation(), invocation.TargetMethod.Name));
        }
    }

    // Called on the module, or on the interface of what it sends.
    private static bool IsSend(IMethodSymbol method) => DeclarationAttributes.IsSent(method)
        || (method.ContainingType is { TypeKind: TypeKind.Interface } contract && GeneratedHalf.Is(contract));

    private static bool IsDropped(IOperation task) => task.Parent switch
    {
        IExpressionStatementOperation => true,
        // What it makes of the task is a task that is dropped or not in its turn.
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured when configured.Instance == task => IsDropped(configured),
        IConditionalAccessOperation access when access.WhenNotNull == task => IsDropped(access),
        IConversionOperation conversion => IsDropped(conversion),
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsNeverRead(declarator),
        _ => false,
    };

    private static bool IsNeverRead(IVariableDeclaratorOperation declarator)
    {
        IOperation root = declarator;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return !root.Descendants().Any(operation =>
            operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol));
    }
}
