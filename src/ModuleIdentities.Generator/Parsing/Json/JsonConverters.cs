using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Turns a <c>[JsonConverter]</c> into the call that says so.</summary>
internal static class JsonConverters
{
    /// <summary>The call for a type with a converter; <see langword="null"/> when generated code cannot make it.</summary>
    public static JsonCall? OfType(AttributeData attribute, ITypeSymbol type, Compilation compilation, INamedTypeSymbol module)
    {
        string name = TypeText.OfNotNull(type);
        return IsOfNames(attribute, type) ? new JsonCall($"EnumNames<{name}>")
            : Find(attribute, compilation, module) is { } converter ? new JsonCall($"Converter<{name}>", $"static () => {converter}")
            : null;
    }

    /// <summary>The call that gives a property its converter; <see langword="null"/> when generated code cannot make it.</summary>
    public static string? OfProperty(AttributeData attribute, ITypeSymbol type, Compilation compilation, INamedTypeSymbol module)
    {
        ITypeSymbol value = FrameworkTypes.ValueType(type);
        if (IsOfNames(attribute, value))
        {
            return $"EnumNames<{TypeText.OfNotNull(value)}>()";
        }

        if (Find(attribute, compilation, module) is not { } converter)
        {
            return null;
        }

        bool isOfValue = FrameworkTypes.IsNullableValue(type)
            && !ConvertsExactly((INamedTypeSymbol)attribute.ConstructorArguments[0].Value!, type);
        return isOfValue ? $"NullableConverter<{TypeText.OfNotNull(value)}>({converter})" : $"Converter({converter})";
    }

    /// <summary>Whether a converter is the one of .NET for the names of this enumeration.</summary>
    private static bool IsOfNames(AttributeData attribute, ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum
        && Converter(attribute) is { } converter
        && IsNameConverter(converter)
        && (converter.Arity == 0 || SymbolEqualityComparer.Default.Equals(converter.TypeArguments[0], type));

    private static bool IsNameConverter(INamedTypeSymbol type) => FrameworkTypes.Is(type, "JsonStringEnumConverter", type.Arity, "System.Text.Json.Serialization");

    /// <summary>The expression that makes the converter.</summary>
    private static string? Find(AttributeData attribute, Compilation compilation, INamedTypeSymbol module)
    {
        // One for names that is not of this type throws; the one without a type argument makes converters by reflection.
        if (Converter(attribute) is not { IsUnboundGenericType: false, IsAbstract: false } converter
            || IsNameConverter(converter)
            || !compilation.IsSymbolAccessibleWithin(converter, module))
        {
            return null;
        }

        bool hasConstructor = converter.InstanceConstructors.Any(
            constructor => constructor.Parameters.IsEmpty && compilation.IsSymbolAccessibleWithin(constructor, module));
        return hasConstructor ? $"new {TypeText.OfNotNull(converter)}()" : null;
    }

    // An attribute that derives from it makes its converter when the program runs.
    private static INamedTypeSymbol? Converter(AttributeData attribute) =>
        attribute is { AttributeClass.Name: "JsonConverterAttribute", ConstructorArguments: [{ Value: INamedTypeSymbol converter }] } ? converter : null;

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
