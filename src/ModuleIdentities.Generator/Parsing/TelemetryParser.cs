using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads the telemetry methods of a class, in the order of the source.</summary>
internal static class TelemetryParser
{
    private static readonly SymbolDisplayFormat SignatureFormat = TypeText.Format
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeParameters)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName)
        .AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <summary>The methods to implement, and the signatures of those that cannot be: all of them when the class has no client.</summary>
    public static (EquatableArray<TelemetryMethod> Methods, EquatableArray<string> Refused) Parse(
        INamedTypeSymbol type, bool hasClient, CancellationToken cancellationToken)
    {
        List<IMethodSymbol> methods = [];
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && DeclarationAttributes.IsTelemetry(method))
            {
                methods.Add(method);
            }
        }

        if (type.DeclaringSyntaxReferences.Length > 1)
        {
            // The halves of the class come in the order of the compiler's files; ours must not change with it.
            methods.Sort(static (left, right) => ComparePlaces(left.DeclaringSyntaxReferences[0], right.DeclaringSyntaxReferences[0]));
        }

        ImmutableArray<TelemetryMethod>.Builder parsed = ImmutableArray.CreateBuilder<TelemetryMethod>(methods.Count);
        ImmutableArray<string>.Builder refused = ImmutableArray.CreateBuilder<string>();
        foreach (IMethodSymbol method in methods)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (method.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) is not MethodDeclarationSyntax declaration)
            {
                continue;
            }

            string modifiers = string.Join(" ", declaration.Modifiers.Select(static modifier => modifier.ValueText));
            if (hasClient && TryParse(method, modifiers) is { } telemetry)
            {
                parsed.Add(telemetry);
            }
            else if (method is { IsPartialDefinition: true, PartialImplementationPart: null } && !NamesUnknownType(method))
            {
                refused.Add($"{modifiers} {method.ToDisplayString(SignatureFormat)}");
            }
        }

        return (new(parsed.ToImmutable()), new(refused.ToImmutable()));
    }

    private static TelemetryMethod? TryParse(IMethodSymbol method, string modifiers)
    {
        if (TelemetryRules.Check(method) != TelemetryFaults.None)
        {
            return null;
        }

        string? token = null;
        ImmutableArray<TelemetryField>.Builder fields = ImmutableArray.CreateBuilder<TelemetryField>(method.Parameters.Length);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            // A parameter without a name is still being typed.
            if (TelemetryRules.Check(parameter) != TelemetryParameterFault.None || parameter.Name.Length == 0)
            {
                return null;
            }

            if (ScalarRules.IsCancellationToken(parameter.Type))
            {
                token = parameter.Name;
                continue;
            }

            ITypeSymbol value = ScalarRules.ValueType(parameter.Type);
            fields.Add(new TelemetryField(
                parameter.Name,
                TypeText.Of(parameter.Type),
                ScalarRules.Classify(parameter.Type),
                value is INamedTypeSymbol { EnumUnderlyingType: { } underlying } ? TypeText.Of(underlying) : null,
                !SymbolEqualityComparer.Default.Equals(value, parameter.Type)));
        }

        return new TelemetryMethod(modifiers, method.Name, new(fields.ToImmutable()), token);
    }

    // The compiler has one error for it, and need not have a second one for our half.
    private static bool NamesUnknownType(IMethodSymbol method) =>
        method.ReturnType.TypeKind == TypeKind.Error || method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Error);

    private static int ComparePlaces(SyntaxReference left, SyntaxReference right)
    {
        int byFile = string.CompareOrdinal(left.SyntaxTree.FilePath, right.SyntaxTree.FilePath);
        return byFile != 0 ? byFile : left.Span.Start - right.Span.Start;
    }
}
