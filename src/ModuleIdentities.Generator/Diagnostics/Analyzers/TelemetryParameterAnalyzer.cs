using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses parameters of telemetry methods that cannot become a field of a message.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TelemetryParameterAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [TelemetryParameterIsPassedByReference, TelemetryParameterIsNoScalar, CancellationTokenIsNotLast];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(DeclarationAttributes.ModuleIdentityMetadataName) is not null)
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.Method);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        IMethodSymbol method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null || !DeclarationAttributes.IsTelemetry(method) || DeclarationAttributes.FindModuleIdentity(method.ContainingType) is null)
        {
            return;
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Type.TypeKind is TypeKind.Error or TypeKind.TypeParameter)
            {
                // It has been said already: by the compiler, or of the method that is generic.
                continue;
            }

            Diagnostic? diagnostic = TelemetryRules.Check(parameter) switch
            {
                TelemetryParameterFault.PassedByReference => Diagnostic.Create(
                    TelemetryParameterIsPassedByReference, PlaceOfModifiers(parameter, context.CancellationToken), parameter.Name, method.Name),
                TelemetryParameterFault.NoScalar => Diagnostic.Create(
                    TelemetryParameterIsNoScalar, PlaceOfType(parameter, context.CancellationToken), parameter.Name, method.Name, parameter.Type.ToDisplayString()),
                TelemetryParameterFault.TokenNotLast =>
                    Diagnostic.Create(CancellationTokenIsNotLast, Places.OfName(parameter), parameter.Name, method.Name),
                _ => null,
            };
            if (diagnostic is not null)
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static Location PlaceOfModifiers(IParameterSymbol parameter, CancellationToken cancellationToken) => Places.OfPart<ParameterSyntax>(
        parameter, static declaration => Location.Create(declaration.SyntaxTree, declaration.Modifiers.Span), cancellationToken);

    private static Location PlaceOfType(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        Places.OfPart<ParameterSyntax>(parameter, static declaration => declaration.Type?.GetLocation(), cancellationToken);
}
