using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses parameters of methods that send which cannot be part of what is sent.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SentParameterAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [ParameterIsPassedByReference, CancellationTokenIsNotLast, MessagePropertyIsNoText, BatchIsOfScalars];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        foreach (IMethodSymbol method in DeclarationAttributes.SentMethods(type))
        {
            MemberRole role = DeclarationAttributes.RoleOf(method, out _);
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                // The other types have been spoken of already: by the compiler, or with the method that is generic.
                if (parameter.Type.TypeKind is not (TypeKind.Error or TypeKind.TypeParameter)
                    && Check(parameter, role, context) is { } diagnostic)
                {
                    context.ReportDiagnostic(diagnostic);
                }
            }
        }
    }

    private static Diagnostic? Check(IParameterSymbol parameter, MemberRole role, SymbolAnalysisContext context)
    {
        string method = parameter.ContainingSymbol.Name;
        return SentMethodRules.Check(parameter, role) switch
        {
            SentParameterFault.PassedByReference => Diagnostic.Create(
                ParameterIsPassedByReference, ParameterPlaces.OfModifiers(parameter, context.CancellationToken), parameter.Name, method),
            SentParameterFault.TokenNotLast => Diagnostic.Create(CancellationTokenIsNotLast, Places.OfName(parameter), parameter.Name, method),
            SentParameterFault.NoMessageProperty => Diagnostic.Create(
                MessagePropertyIsNoText, ParameterPlaces.OfType(parameter, context.CancellationToken), parameter.Name, method),
            SentParameterFault.BatchOfScalars => Diagnostic.Create(
                BatchIsOfScalars, ParameterPlaces.OfType(parameter, context.CancellationToken), parameter.Name, method),
            _ => null,
        };
    }
}
