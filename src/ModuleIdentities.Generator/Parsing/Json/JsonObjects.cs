using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Tells the types that are JSON objects.</summary>
internal static class JsonObjects
{
    /// <summary>Whether a type is an object to System.Text.Json whose properties are all there is to it.</summary>
    public static bool IsCandidate(INamedTypeSymbol type) =>
        IsKeyValuePair(type)
        || (type is { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface, IsRefLikeType: false, IsStatic: false, IsTupleType: false }
            && type.SpecialType == SpecialType.None
            && !IsOfFramework(type)
            && !IsEnumerable(type));

    public static bool IsEnumerable(INamedTypeSymbol type) => IsEnumerableItself(type) || type.AllInterfaces.Any(IsEnumerableItself);

    public static bool IsKeyValuePair(INamedTypeSymbol type) => FrameworkTypes.Is(type, "KeyValuePair", 2, "System.Collections.Generic");

    private static bool IsEnumerableItself(INamedTypeSymbol type) =>
        type.SpecialType == SpecialType.System_Collections_IEnumerable
        || FrameworkTypes.Is(type, "IAsyncEnumerable", 1, "System.Collections.Generic");

    // Such as Type, Exception and Stream: they have properties, but are not made of them.
    private static bool IsOfFramework(INamedTypeSymbol type)
    {
        INamespaceSymbol root = type.ContainingNamespace;
        while (root is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            root = root.ContainingNamespace;
        }

        return root.Name == "System" && !type.Locations.Any(static location => location.IsInSource);
    }
}
