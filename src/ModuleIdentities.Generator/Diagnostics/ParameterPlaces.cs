using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>The characters of a parameter that a diagnostic points at.</summary>
internal static class ParameterPlaces
{
    public static Location OfModifiers(IParameterSymbol parameter, CancellationToken cancellationToken) => Places.OfPart<ParameterSyntax>(
        parameter, static declaration => Location.Create(declaration.SyntaxTree, declaration.Modifiers.Span), cancellationToken);

    public static Location OfType(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        Places.OfPart<ParameterSyntax>(parameter, static declaration => declaration.Type?.GetLocation(), cancellationToken);
}
