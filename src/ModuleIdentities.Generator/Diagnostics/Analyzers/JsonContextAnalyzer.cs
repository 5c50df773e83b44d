using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses a <c>JsonContext</c> that is none.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class JsonContextAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.JsonContextIsNotUsable];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        if (DeclarationAttributes.JsonContext(attribute) is { TypeKind: not TypeKind.Error } json && !JsonContexts.IsUsable(json, type, context.Compilation))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.JsonContextIsNotUsable,
                AttributePlaces.Find(attribute, "JsonContext", null, context) ?? Places.OfName(type),
                json.ToDisplayString(TypeText.ShortFormat),
                type.Name));
        }
    }
}
