using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads the telemetry methods of a class, in the order of the source. A wrong one is left out, so that one mistake is one error.</summary>
internal static class TelemetryParser
{
    public static EquatableArray<TelemetryMethod> Parse(INamedTypeSymbol type, CancellationToken cancellationToken)
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
        foreach (IMethodSymbol method in methods)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryParse(method, cancellationToken) is { } telemetry)
            {
                parsed.Add(telemetry);
            }
        }

        return new(parsed.ToImmutable());
    }

    private static TelemetryMethod? TryParse(IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (TelemetryRules.Check(method) != TelemetryFaults.None
            || method.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) is not MethodDeclarationSyntax declaration)
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

        return new TelemetryMethod(string.Join(" ", declaration.Modifiers.Select(static modifier => modifier.ValueText)), method.Name, new(fields.ToImmutable()), token);
    }

    private static int ComparePlaces(SyntaxReference left, SyntaxReference right)
    {
        int byFile = string.CompareOrdinal(left.SyntaxTree.FilePath, right.SyntaxTree.FilePath);
        return byFile != 0 ? byFile : left.Span.Start - right.Span.Start;
    }
}
