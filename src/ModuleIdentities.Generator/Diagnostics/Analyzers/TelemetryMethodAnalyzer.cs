using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses telemetry methods that the generator cannot implement.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TelemetryMethodAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        TelemetryMethodHasBody,
        TelemetryMethodIsStatic,
        TelemetryMethodIsGeneric,
        TelemetryMethodReturnsNoTask,
        TelemetryMethodIsOverloaded,
    ];

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
        foreach (IMethodSymbol method in DeclarationAttributes.TelemetryMethods(type))
        {
            TelemetryFaults faults = TelemetryRules.Check(method);
            foreach ((TelemetryFaults fault, DiagnosticDescriptor descriptor, Func<Location> place) in Rules(method, context.CancellationToken))
            {
                if ((faults & fault) != 0)
                {
                    context.ReportDiagnostic(Diagnostic.Create(descriptor, place(), method.Name, type.Name));
                }
            }
        }
    }

    private static (TelemetryFaults Fault, DiagnosticDescriptor Descriptor, Func<Location> Place)[] Rules(
        IMethodSymbol method, CancellationToken cancellationToken) =>
    [
        (TelemetryFaults.HasBody, TelemetryMethodHasBody, () => Places.OfName(method.PartialImplementationPart ?? method)),
        (TelemetryFaults.Static, TelemetryMethodIsStatic, () => Places.OfModifier(method, SyntaxKind.StaticKeyword, cancellationToken)),
        (TelemetryFaults.Generic, TelemetryMethodIsGeneric, () => Places.OfPart<MethodDeclarationSyntax>(
            method, static declaration => declaration.TypeParameterList?.GetLocation(), cancellationToken)),
        (TelemetryFaults.ReturnsNoTask, TelemetryMethodReturnsNoTask, () => Places.OfPart<MethodDeclarationSyntax>(
            method, static declaration => declaration.ReturnType.GetLocation(), cancellationToken)),
        (TelemetryFaults.Overloaded, TelemetryMethodIsOverloaded, () => Places.OfName(method)),
    ];
}
