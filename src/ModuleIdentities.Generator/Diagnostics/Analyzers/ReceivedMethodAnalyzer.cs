using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses methods that receive and that the generator cannot call.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReceivedMethodAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [ReceivedMethodIsStatic, ReceivedMethodIsGeneric, ReceivedParameterIsUnknown, DesiredPropertyHasNoValue, ReceivedMethodReturnsNoAnswer];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        foreach (IMethodSymbol method in DeclarationAttributes.ReceivedMethods(type))
        {
            MemberRole role = DeclarationAttributes.RoleOf(method, out _);
            foreach (Diagnostic diagnostic in Check(method, role, context.CancellationToken))
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static IEnumerable<Diagnostic> Check(IMethodSymbol method, MemberRole role, CancellationToken cancellationToken)
    {
        string kind = role switch
        {
            MemberRole.DesiredProperty => "ReceivedDesired",
            MemberRole.ModuleInput => "ReceivedInput",
            _ => "ReceivedDirect",
        };
        if (method.IsStatic)
        {
            yield return Diagnostic.Create(ReceivedMethodIsStatic, Places.OfModifier(method, SyntaxKind.StaticKeyword, cancellationToken), method.Name);
        }

        if (method.IsGenericMethod)
        {
            Location place = Places.OfPart<MethodDeclarationSyntax>(method, static declaration => declaration.TypeParameterList?.GetLocation(), cancellationToken);
            yield return Diagnostic.Create(ReceivedMethodIsGeneric, place, method.Name);
        }

        if (role == MemberRole.DesiredProperty && ReceivedMethodRules.Value(method) is null)
        {
            yield return Diagnostic.Create(DesiredPropertyHasNoValue, Places.OfName(method), method.Name);
        }
        else if (ReceivedMethodRules.FaultyParameter(method, role) is { } parameter)
        {
            yield return Diagnostic.Create(ReceivedParameterIsUnknown, Places.OfName(parameter), parameter.Name, method.Name, DiagnosticTexts.Get(kind + "Parameters"));
        }

        if (method.ReturnType.TypeKind != TypeKind.Error && ReceivedMethodRules.Result(method, role, out _) is null)
        {
            Location place = Places.OfPart<MethodDeclarationSyntax>(method, static declaration => declaration.ReturnType.GetLocation(), cancellationToken);
            yield return Diagnostic.Create(ReceivedMethodReturnsNoAnswer, place, method.Name, DiagnosticTexts.Get(kind + "Result"));
        }
    }
}
