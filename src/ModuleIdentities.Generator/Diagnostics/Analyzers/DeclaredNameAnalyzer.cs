using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses names of properties, methods, components, models, inputs and outputs that IoT Hub or IoT Edge would refuse.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclaredNameAnalyzer : ModuleAnalyzer
{
    private delegate NameFault Rule(string name, out int position);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [TwinPropertyNameIsRefused, DirectMethodNameIsRefused, ComponentNameIsRefused, ModelIdIsNoDtmi, MessagePropertyNameIsRefused, EndpointNameIsRefused];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        if (DeclarationAttributes.ModelId(attribute) is { } modelId)
        {
            Check(context, ModelIdIsNoDtmi, DeclaredNameRules.CheckModelId, modelId, attribute, "ModelId", type, DeclaredNameRules.LongestModelId);
        }

        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            MemberRole role = DeclarationAttributes.RoleOf(method, out AttributeData? declared);
            if (role == MemberRole.None)
            {
                continue;
            }

            if (DeclarationAttributes.Component(declared!) is { } component)
            {
                Check(
                    context, ComponentNameIsRefused, DeclaredNameRules.CheckComponent, component, declared!, "Component", method,
                    DeclaredNameRules.LongestComponent);
            }

            CheckNames(context, method, role, declared!);
        }
    }

    private static void CheckNames(SymbolAnalysisContext context, IMethodSymbol method, MemberRole role, AttributeData declared)
    {
        switch (role)
        {
            case MemberRole.ModuleInput or MemberRole.ModuleOutput:
                Check(
                    context, EndpointNameIsRefused, DeclaredNameRules.CheckEndpoint, DeclarationAttributes.Name(declared) ?? "", declared, null, method, 0);
                break;
            case MemberRole.DirectMethod:
                Check(
                    context, DirectMethodNameIsRefused, DeclaredNameRules.CheckDirectMethod, ReceivedMethodParser.WireName(method, role, declared),
                    declared, null, method, DeclaredNameRules.LongestMethod);
                break;
            case MemberRole.DesiredProperty when ReceivedMethodRules.Value(method) is { } value:
                Check(
                    context, TwinPropertyNameIsRefused, DeclaredNameRules.CheckTwinProperty, ReceivedMethodParser.WireName(method, role, declared),
                    declared, null, value, DeclaredNameRules.LongestTwinKey);
                break;
            case MemberRole.ReportedProperty:
                foreach (IParameterSymbol parameter in method.Parameters)
                {
                    if (SentMethodRules.RoleOf(parameter, role) == SentParameterRole.Field)
                    {
                        Check(
                            context, TwinPropertyNameIsRefused, DeclaredNameRules.CheckTwinProperty, parameter.Name, null, null, parameter,
                            DeclaredNameRules.LongestTwinKey);
                    }
                }

                break;
            default:
                break;
        }

        foreach (IParameterSymbol parameter in DeclarationAttributes.IsMessage(role) ? method.Parameters : [])
        {
            if (DeclarationAttributes.FindMessageProperty(parameter) is { } property)
            {
                Check(
                    context, MessagePropertyNameIsRefused, DeclaredNameRules.CheckMessageProperty,
                    DeclarationAttributes.Name(property) ?? parameter.Name, property, null, parameter, 0);
            }
        }
    }

    private static void Check(
        SymbolAnalysisContext context,
        DiagnosticDescriptor descriptor,
        Rule rule,
        string name,
        AttributeData? attribute,
        string? argument,
        ISymbol named,
        int longest)
    {
        NameFault fault = rule(name, out int position);
        if (fault == NameFault.None)
        {
            return;
        }

        // The name stands in the attribute, or is that of the symbol.
        Location? place = attribute is null ? null : AttributePlaces.Find(attribute, argument, fault == NameFault.InvalidCharacter ? position : null, context);
        context.ReportDiagnostic(Diagnostic.Create(descriptor, place ?? Places.OfName(named), CharacterText.Quote(name), Reason(descriptor, fault, name, position, longest)));
    }

    private static LocalizableString Reason(DiagnosticDescriptor descriptor, NameFault fault, string name, int position, int longest) => fault switch
    {
        NameFault.Empty => DiagnosticTexts.Get("NameFaultEmpty"),
        NameFault.TooLong => DiagnosticTexts.Get("NameFaultTooLong", longest.ToString(CultureInfo.InvariantCulture)),
        NameFault.InvalidCharacter => DiagnosticTexts.Get("NameFaultCharacter", CharacterText.Show(name, position)),
        NameFault.Reserved => DiagnosticTexts.Get(descriptor == ModelIdIsNoDtmi ? "NameFaultReservedModel" : "NameFaultReserved"),
        _ => DiagnosticTexts.Get("NameFaultForm"),
    };
}
