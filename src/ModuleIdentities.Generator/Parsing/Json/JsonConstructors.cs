using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Chooses the constructor that System.Text.Json would call.</summary>
internal static class JsonConstructors
{
    public static JsonCreation? Find(
        INamedTypeSymbol type, IReadOnlyList<JsonMember> members, Compilation compilation, INamedTypeSymbol module, out JsonFault? fault)
    {
        fault = new JsonFault(JsonFaultKind.Constructor, type.ToDisplayString(TypeText.ShortFormat));
        if (type.IsAbstract || Choose(type) is not { } constructor || !compilation.IsSymbolAccessibleWithin(constructor, module))
        {
            return null;
        }

        ImmutableArray<JsonParameter>.Builder parameters = ImmutableArray.CreateBuilder<JsonParameter>(constructor.Parameters.Length);
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            bool isBound = members.Any(member => string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
                && SymbolEqualityComparer.Default.Equals(member.Type, parameter.Type));
            if (!isBound || parameter.RefKind != RefKind.None)
            {
                fault = new JsonFault(JsonFaultKind.Parameter, $"{type.ToDisplayString(TypeText.ShortFormat)}({parameter.Name})");
                return null;
            }

            parameters.Add(new JsonParameter(
                parameter.Name, TypeText.Of(parameter.Type), parameter.HasExplicitDefaultValue ? DefaultValueText.Of(parameter) : null));
        }

        fault = null;
        bool setsRequired = constructor.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute");
        string[] required = setsRequired ? [] : [.. members.Where(static member => member.IsRequired).Select(static member => member.Name)];
        return new JsonCreation(new(parameters.ToImmutable()), new([.. required]));
    }

    // The marked one; else the one without parameters, which a struct always has; else the only one.
    private static IMethodSymbol? Choose(INamedTypeSymbol type)
    {
        IMethodSymbol[] marked =
            [.. type.InstanceConstructors.Where(static constructor => JsonAttributes.Find(constructor, "JsonConstructorAttribute") is not null)];
        if (marked.Length > 0)
        {
            return marked.Length == 1 ? marked[0] : null;
        }

        IMethodSymbol[] visible =
            [.. type.InstanceConstructors.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public)];
        bool isPair = JsonObjects.IsKeyValuePair(type);
        IMethodSymbol? plain = visible.FirstOrDefault(constructor => constructor.Parameters.IsEmpty && !isPair);
        IMethodSymbol[] withParameters = [.. visible.Where(static constructor => !constructor.Parameters.IsEmpty)];
        return plain ?? (withParameters.Length == 1 ? withParameters[0] : null);
    }
}
