using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>A collection that System.Text.Json has a build-time contract for.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Element">The type of its elements, or of the values of a dictionary.</param>
/// <param name="Key">The type of the keys of a dictionary, otherwise <see langword="null"/>.</param>
internal sealed record JsonCollection(JsonContract Contract, ITypeSymbol Element, ITypeSymbol? Key);

/// <summary>Knows the collections.</summary>
internal static class JsonCollections
{
    private const string Immutable = "global::System.Collections.Immutable.";

    public static JsonCollection? Find(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return array.Rank == 1 ? new JsonCollection(new JsonCall($"Array<{TypeText.Of(array.ElementType)}>"), array.ElementType, null) : null;
        }

        INamedTypeSymbol named = (INamedTypeSymbol)type;
        return named.TypeArguments switch
        {
            [var element] when InCollections(named) is { } place && OfOne(named, place, TypeText.Of(element)) is { } contract =>
                new JsonCollection(contract, element, null),
            [var key, var value] when InCollections(named) is { } place && OfTwo(named, place, TypeText.Of(key), TypeText.Of(value)) is { } contract =>
                new JsonCollection(contract, value, key),
            _ => null,
        };
    }

    private static JsonContract? OfOne(INamedTypeSymbol type, string place, string element)
    {
        string own = TypeText.OfNotNull(type);
        return (place, type.Name) switch
        {
            ("Generic", "List") => new JsonCall($"List<{element}>"),
            ("Generic", "Queue" or "Stack") => new JsonCall($"{type.Name}<{element}>"),
            ("Generic", "IList" or "ICollection" or "ISet") => new JsonCall($"{type.Name}<{own}, {element}>"),
            ("Generic", "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection") => new JsonCall($"IEnumerable<{own}, {element}>"),
            ("Generic", "HashSet" or "SortedSet") => new JsonCall($"ISet<{own}, {element}>", "static () => new()"),
            ("Generic", "LinkedList") => new JsonCall($"ICollection<{own}, {element}>", "static () => new()"),
            ("ObjectModel", "Collection" or "ObservableCollection") => new JsonCall($"IList<{own}, {element}>", "static () => new()"),
            ("Immutable", "ImmutableArray" or "ImmutableList" or "ImmutableHashSet" or "ImmutableSortedSet" or "ImmutableQueue") =>
                new JsonCall($"Immutable<{own}, {element}>", $"{Immutable}{type.Name}.CreateRange"),
            ("Immutable", "IImmutableList" or "IImmutableSet" or "IImmutableQueue") => new JsonCall(
                $"Immutable<{own}, {element}>",
                $"{Immutable}{(type.Name == "IImmutableSet" ? "ImmutableHashSet" : type.Name.Substring(1))}.CreateRange"),
            _ => null,
        };
    }

    private static JsonContract? OfTwo(INamedTypeSymbol type, string place, string key, string value)
    {
        string own = TypeText.OfNotNull(type);
        return (place, type.Name) switch
        {
            ("Generic", "Dictionary") => new JsonCall($"Dictionary<{key}, {value}>"),
            ("Generic", "IDictionary" or "IReadOnlyDictionary") => new JsonCall($"{type.Name}<{own}, {key}, {value}>"),
            ("Generic", "SortedDictionary" or "SortedList") or ("Concurrent", "ConcurrentDictionary") =>
                new JsonCall($"IDictionary<{own}, {key}, {value}>", "static () => new()"),
            ("Immutable", "ImmutableDictionary" or "ImmutableSortedDictionary") =>
                new JsonCall($"ImmutableDictionary<{own}, {key}, {value}>", $"{Immutable}{type.Name}.CreateRange"),
            ("Immutable", "IImmutableDictionary") =>
                new JsonCall($"ImmutableDictionary<{own}, {key}, {value}>", $"{Immutable}ImmutableDictionary.CreateRange"),
            _ => null,
        };
    }

    // The namespace below System.Collections.
    private static string? InCollections(INamedTypeSymbol type) =>
        FrameworkTypes.Is(type, type.Name, type.Arity, "System.Collections." + type.ContainingNamespace.Name) ? type.ContainingNamespace.Name : null;
}
