using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Warns of what a class with a model sends or receives and the model does not say.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DtdlAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.MemberIsMissingFromModel];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        if (DeclarationAttributes.ModelId(attribute) is null)
        {
            return;
        }

        DtdlReader reader = new(type, attribute, DeclarationAttributes.JsonContext(attribute), context.CancellationToken);
        reader.Read(DeclaredMethod.Of(type));
        foreach (DtdlFault fault in reader.Faults)
        {
            Location? place = fault.NamedBy is { } namedBy ? AttributePlaces.Find(namedBy, fault.Argument, null, context) : null;
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.MemberIsMissingFromModel,
                place ?? Places.OfName(fault.Symbol),
                CharacterText.Quote(fault.Name),
                type.Name,
                DiagnosticTexts.Get("DtdlFault" + fault.Reason.Kind, fault.Reason.Culprit)));
        }
    }
}
