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
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        foreach (IMethodSymbol method in DeclarationAttributes.TelemetryMethods((INamedTypeSymbol)context.Symbol))
        {
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                if (Check(parameter, method.Name, context.CancellationToken) is { } diagnostic)
                {
                    context.ReportDiagnostic(diagnostic);
                }
            }
        }
    }

    private static Diagnostic? Check(IParameterSymbol parameter, string method, CancellationToken cancellationToken) =>
        TelemetryRules.Check(parameter) switch
        {
            // It has been said already: by the compiler, or of the method that is generic.
            _ when parameter.Type.TypeKind is TypeKind.Error or TypeKind.TypeParameter => null,
            TelemetryParameterFault.PassedByReference =>
                Diagnostic.Create(TelemetryParameterIsPassedByReference, PlaceOfModifiers(parameter, cancellationToken), parameter.Name, method),
            TelemetryParameterFault.NoScalar => Diagnostic.Create(
                TelemetryParameterIsNoScalar, PlaceOfType(parameter, cancellationToken), parameter.Name, method, parameter.Type.ToDisplayString()),
            TelemetryParameterFault.TokenNotLast => Diagnostic.Create(CancellationTokenIsNotLast, Places.OfName(parameter), parameter.Name, method),
            _ => null,
        };

    private static Location PlaceOfModifiers(IParameterSymbol parameter, CancellationToken cancellationToken) => Places.OfPart<ParameterSyntax>(
        parameter, static declaration => Location.Create(declaration.SyntaxTree, declaration.Modifiers.Span), cancellationToken);

    private static Location PlaceOfType(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        Places.OfPart<ParameterSyntax>(parameter, static declaration => declaration.Type?.GetLocation(), cancellationToken);
}
