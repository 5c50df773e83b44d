using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses methods that are declared as two things.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MethodRoleAnalyzer : ModuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.MethodHasTwoRoles];

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            AttributeData[] roles = [.. method.GetAttributes().Where(static candidate => DeclarationAttributes.RoleOf(candidate) != MemberRole.None)];
            if (roles is [var first, var second, ..])
            {
                Location place = second.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? Places.OfName(method);
                context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.MethodHasTwoRoles, place, method.Name, Name(first), Name(second)));
            }
        }
    }

    private static string Name(AttributeData attribute)
    {
        string name = attribute.AttributeClass!.Name;
        return $"[{name.Substring(0, name.Length - "Attribute".Length)}]";
    }
}
