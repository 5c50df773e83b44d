using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Tells whether the user's own JSON contracts can be used.</summary>
internal static class JsonContexts
{
    /// <summary>Whether System.Text.Json's generator completes the type, so that it will have a <c>Default</c>, and the module sees it.</summary>
    public static bool IsUsable(INamedTypeSymbol context, INamedTypeSymbol module, Compilation compilation) =>
        context is { TypeKind: TypeKind.Class, IsGenericType: false, IsAbstract: false }
        && context.BaseType is { } parent
        && FrameworkTypes.Is(parent, "JsonSerializerContext", 0, "System.Text.Json.Serialization")
        && context.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "JsonSerializableAttribute")
        && compilation.IsSymbolAccessibleWithin(context, module);
}
