using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Advises that a send take a <see cref="CancellationToken"/>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SendCancellationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.SendTakesNoCancellationToken];

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
        if (DeclarationAttributes.FindModuleIdentity(type) is null)
        {
            return;
        }

        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            // An override has the parameters that its base gives it.
            if (SendMethods.IsSend(method)
                && !method.IsOverride
                && !method.Parameters.Any(static parameter => FrameworkTypes.IsCancellationToken(parameter.Type)))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticDescriptors.SendTakesNoCancellationToken, Places.OfName(method), method.Name));
            }
        }
    }
}
