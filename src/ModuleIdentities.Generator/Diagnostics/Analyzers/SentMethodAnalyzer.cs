using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses methods that send and that the generator cannot implement.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SentMethodAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        SentMethodHasBody,
        SentMethodIsStatic,
        SentMethodIsGeneric,
        SentMethodReturnsNoTask,
        SentMethodIsOverloaded,
    ];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        foreach (IMethodSymbol method in DeclarationAttributes.SentMethods(type))
        {
            SentMethodFaults faults = SentMethodRules.Check(method);
            foreach ((SentMethodFaults fault, DiagnosticDescriptor descriptor, Func<Location> place) in Rules(method, context.CancellationToken))
            {
                if ((faults & fault) != 0)
                {
                    context.ReportDiagnostic(Diagnostic.Create(descriptor, place(), method.Name, type.Name));
                }
            }
        }
    }

    private static (SentMethodFaults Fault, DiagnosticDescriptor Descriptor, Func<Location> Place)[] Rules(
        IMethodSymbol method, CancellationToken cancellationToken) =>
    [
        (SentMethodFaults.HasBody, SentMethodHasBody, () => Places.OfName(method.PartialImplementationPart ?? method)),
        (SentMethodFaults.Static, SentMethodIsStatic, () => Places.OfModifier(method, SyntaxKind.StaticKeyword, cancellationToken)),
        (SentMethodFaults.Generic, SentMethodIsGeneric, () => Places.OfPart<MethodDeclarationSyntax>(
            method, static declaration => declaration.TypeParameterList?.GetLocation(), cancellationToken)),
        (SentMethodFaults.ReturnsNoTask, SentMethodReturnsNoTask, () => Places.OfPart<MethodDeclarationSyntax>(
            method, static declaration => declaration.ReturnType.GetLocation(), cancellationToken)),
        (SentMethodFaults.Overloaded, SentMethodIsOverloaded, () => Places.OfName(method)),
    ];
}
