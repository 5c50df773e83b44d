using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Recognises types of .NET by walking symbols, which is cheaper than rendering their names.</summary>
internal static class FrameworkTypes
{
    /// <summary>The type itself, or what its nullable form holds.</summary>
    public static ITypeSymbol ValueType(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] } ? value : type;

    public static bool IsNullableValue(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    public static bool IsCancellationToken(ITypeSymbol type) => Is(type, "CancellationToken", 0, "System.Threading");

    /// <summary>Whether a type is the one with this name in the namespace, not nested in another type.</summary>
    public static bool Is(ITypeSymbol type, string name, int arity, string containingNamespace) =>
        type is INamedTypeSymbol { ContainingType: null } named && named.Name == name && named.Arity == arity
        && IsNamed(named.ContainingNamespace, containingNamespace, containingNamespace.Length);

    // The last part of what is left of the name belongs to this namespace, the rest to those around it.
    private static bool IsNamed(INamespaceSymbol symbol, string name, int length)
    {
        int start = length - symbol.Name.Length;
        if (symbol.IsGlobalNamespace || start < 0 || string.CompareOrdinal(name, start, symbol.Name, 0, symbol.Name.Length) != 0)
        {
            return false;
        }

        return start == 0 ? symbol.ContainingNamespace.IsGlobalNamespace
            : name[start - 1] == '.' && IsNamed(symbol.ContainingNamespace, name, start - 1);
    }

    /// <summary>What a <c>Task</c> or <c>ValueTask</c> comes to; <see langword="null"/> when it is another type or one of nothing.</summary>
    public static ITypeSymbol? Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: [var result] } && (IsTask(type, 1) || IsValueTask(type, 1)) ? result : null;

    public static bool IsTask(ITypeSymbol type, int arity) => Is(type, "Task", arity, "System.Threading.Tasks");

    public static bool IsValueTask(ITypeSymbol type, int arity) => Is(type, "ValueTask", arity, "System.Threading.Tasks");

    public static bool IsOfRuntime(ITypeSymbol type, string name, int arity) => Is(type, name, arity, "ModuleIdentities");
}
