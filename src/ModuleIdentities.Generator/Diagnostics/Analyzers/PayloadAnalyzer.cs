using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses payloads that no JSON contract can be made for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayloadAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.PayloadCannotBeCarried];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        JsonContractReader contracts = new(context.Compilation, type, DeclarationAttributes.JsonContext(attribute), context.CancellationToken);
        foreach (IMethodSymbol method in DeclarationAttributes.SentMethods(type))
        {
            MemberRole role = DeclarationAttributes.RoleOf(method, out _);
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                SentParameterRole part = SentMethodRules.RoleOf(parameter, role);
                if (part is not (SentParameterRole.CancellationToken or SentParameterRole.MessageProperty)
                    && SentMethodRules.Check(parameter, role) == SentParameterFault.None)
                {
                    Check(
                        context,
                        contracts,
                        part == SentParameterRole.Bodies ? SentMethodRules.ElementOfBatch(parameter.Type)! : parameter.Type,
                        isRead: false,
                        () => ParameterPlaces.OfType(parameter, context.CancellationToken),
                        parameter.Name,
                        method.Name);
                }
            }
        }

        foreach (IMethodSymbol method in DeclarationAttributes.ReceivedMethods(type))
        {
            if (ReceivedMethodRules.Value(method) is { } value)
            {
                Check(
                    context,
                    contracts,
                    value.Type,
                    isRead: true,
                    () => ParameterPlaces.OfType(value, context.CancellationToken),
                    value.Name,
                    method.Name);
            }

            ReceivedMethodRules.Result(method, DeclarationAttributes.RoleOf(method, out _), out ITypeSymbol? payload);
            if (payload is not null)
            {
                Check(
                    context,
                    contracts,
                    payload,
                    isRead: false,
                    () => Places.OfPart<MethodDeclarationSyntax>(method, static declaration => declaration.ReturnType.GetLocation(), context.CancellationToken),
                    "return",
                    method.Name);
            }
        }
    }

    private static void Check(
        SymbolAnalysisContext context, JsonContractReader contracts, ITypeSymbol payload, bool isRead, Func<Location> place, string name, string method)
    {
        // The other types have been spoken of already: by the compiler, or with the method that is generic.
        if (payload.TypeKind is not (TypeKind.Error or TypeKind.TypeParameter) && contracts.Check(payload, isRead) is { } fault)
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.PayloadCannotBeCarried, place(), name, method, JsonFaultText.Of(fault)));
        }
    }
}
