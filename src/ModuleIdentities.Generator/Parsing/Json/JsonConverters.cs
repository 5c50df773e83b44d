using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Turns a <c>[JsonConverter]</c> into the expression that makes the converter.</summary>
internal static class JsonConverters
{
    /// <summary>The expression for the converter of a type; <see langword="null"/> when generated code cannot make it.</summary>
    public static string? Find(AttributeData attribute, ITypeSymbol type, Compilation compilation, INamedTypeSymbol module)
    {
        // An attribute that derives from it makes its converter when the program runs.
        if (attribute is not { AttributeClass.Name: "JsonConverterAttribute", ConstructorArguments: [{ Value: INamedTypeSymbol converter }] }
            || converter.IsUnboundGenericType
            || converter.IsAbstract
            || !compilation.IsSymbolAccessibleWithin(converter, module))
        {
            return null;
        }

        // The one of .NET without a type argument makes converters by reflection; its generic form does not.
        if (converter.Name == "JsonStringEnumConverter" && converter.Arity == 0)
        {
            return FrameworkTypes.ValueType(type).TypeKind == TypeKind.Enum
                ? $"new global::System.Text.Json.Serialization.JsonStringEnumConverter<{TypeText.OfNotNull(FrameworkTypes.ValueType(type))}>()"
                : null;
        }

        bool hasConstructor = converter.InstanceConstructors.Any(
            constructor => constructor.Parameters.IsEmpty && compilation.IsSymbolAccessibleWithin(constructor, module));
        return hasConstructor ? $"new {TypeText.OfNotNull(converter)}()" : null;
    }

    /// <summary>The call that gives a property its converter.</summary>
    public static string? FindCall(AttributeData attribute, ITypeSymbol type, Compilation compilation, INamedTypeSymbol module)
    {
        string? converter = Find(attribute, type, compilation, module);
        if (converter is null)
        {
            return null;
        }

        ITypeSymbol value = FrameworkTypes.ValueType(type);
        bool isOfValue = FrameworkTypes.IsNullableValue(type)
            && !ConvertsExactly((INamedTypeSymbol)attribute.ConstructorArguments[0].Value!, type);
        return isOfValue ? $"NullableConverter<{TypeText.OfNotNull(value)}>({converter})" : $"Converter({converter})";
    }

    private static bool ConvertsExactly(INamedTypeSymbol converter, ITypeSymbol type)
    {
        for (INamedTypeSymbol? current = converter; current is not null; current = current.BaseType)
        {
            if (current is { Name: "JsonConverter", TypeArguments: [var target] })
            {
                return SymbolEqualityComparer.Default.Equals(target, type);
            }
        }

        return false;
    }
}
