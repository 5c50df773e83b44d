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
            return array.Rank == 1 ? new JsonCollection(new JsonContract($"Array<{TypeText.Of(array.ElementType)}>", "", null), array.ElementType, null) : null;
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
            ("Generic", "List") => new JsonContract($"List<{element}>", "", null),
            ("Generic", "Queue" or "Stack") => new JsonContract($"{type.Name}<{element}>", "", null),
            ("Generic", "IList" or "ICollection" or "ISet") => new JsonContract($"{type.Name}<{own}, {element}>", "", null),
            ("Generic", "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection") => new JsonContract($"IEnumerable<{own}, {element}>", "", null),
            ("Generic", "HashSet" or "SortedSet") => new JsonContract($"ISet<{own}, {element}>", "static () => new()", null),
            ("Generic", "LinkedList") => new JsonContract($"ICollection<{own}, {element}>", "static () => new()", null),
            ("ObjectModel", "Collection" or "ObservableCollection") => new JsonContract($"IList<{own}, {element}>", "static () => new()", null),
            ("Immutable", "ImmutableArray" or "ImmutableList" or "ImmutableHashSet" or "ImmutableSortedSet" or "ImmutableQueue") =>
                new JsonContract($"Immutable<{own}, {element}>", $"{Immutable}{type.Name}.CreateRange", null),
            ("Immutable", "IImmutableList" or "IImmutableSet" or "IImmutableQueue") => new JsonContract(
                $"Immutable<{own}, {element}>",
                $"{Immutable}{(type.Name == "IImmutableSet" ? "ImmutableHashSet" : type.Name.Substring(1))}.CreateRange",
                null),
            _ => null,
        };
    }

    private static JsonContract? OfTwo(INamedTypeSymbol type, string place, string key, string value)
    {
        string own = TypeText.OfNotNull(type);
        return (place, type.Name) switch
        {
            ("Generic", "Dictionary") => new JsonContract($"Dictionary<{key}, {value}>", "", null),
            ("Generic", "IDictionary" or "IReadOnlyDictionary") => new JsonContract($"{type.Name}<{own}, {key}, {value}>", "", null),
            ("Generic", "SortedDictionary" or "SortedList") or ("Concurrent", "ConcurrentDictionary") =>
                new JsonContract($"IDictionary<{own}, {key}, {value}>", "static () => new()", null),
            ("Immutable", "ImmutableDictionary" or "ImmutableSortedDictionary") =>
                new JsonContract($"ImmutableDictionary<{own}, {key}, {value}>", $"{Immutable}{type.Name}.CreateRange", null),
            ("Immutable", "IImmutableDictionary") =>
                new JsonContract($"ImmutableDictionary<{own}, {key}, {value}>", $"{Immutable}ImmutableDictionary.CreateRange", null),
            _ => null,
        };
    }

    // The namespace below System.Collections.
    private static string? InCollections(INamedTypeSymbol type) =>
        FrameworkTypes.Is(type, type.Name, type.Arity, "System", "Collections", type.ContainingNamespace.Name) ? type.ContainingNamespace.Name : null;
}
