using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses two methods that receive one thing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReceivedNameAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.ReceivedNameIsTaken];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        Dictionary<(MemberRole Role, string? Component, string Name), IMethodSymbol> seen = [];
        foreach (IMethodSymbol method in DeclarationAttributes.ReceivedMethods(type).OrderBy(static method => method.Name, StringComparer.Ordinal))
        {
            MemberRole role = DeclarationAttributes.RoleOf(method, out AttributeData? received);
            if (ReceivedMethodRules.Check(method, role) != ReceivedMethodFaults.None)
            {
                continue;
            }

            string name = ReceivedMethodParser.WireName(method, role, received!);
            var key = (role, DeclarationAttributes.Component(received!), name);
            if (seen.TryGetValue(key, out IMethodSymbol? other))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticDescriptors.ReceivedNameIsTaken, Places.OfName(method), CharacterText.Quote(name), other.Name, method.Name));
            }
            else
            {
                seen.Add(key, method);
            }
        }
    }
}
