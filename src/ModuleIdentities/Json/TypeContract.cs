using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>How a type with properties is made, written and read; described by generated code.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <typeparam name="TSelf">The description itself, so that its calls can be chained.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TypeContract<T, TSelf>
    where T : notnull
    where TSelf : TypeContract<T, TSelf>
{
    private readonly JsonContracts _contracts;
    private readonly List<PropertyContract> _properties = [];
    private readonly List<JsonParameterInfoValues> _parameters = [];
    private Func<T>? _create;
    private Func<object?[], T>? _createWith;
    private JsonNumberHandling? _numbers;
    private JsonUnmappedMemberHandling? _unmapped;
    private JsonObjectCreationHandling? _creation;

    private protected TypeContract(JsonContracts contracts) => _contracts = contracts;

    private TSelf Self => (TSelf)this;

    /// <summary>Says how an object is made whose properties are set afterwards.</summary>
    /// <param name="create">Makes it.</param>
    public TSelf Create(Func<T> create)
    {
        _create = create;
        return Self;
    }

    /// <summary>Says how an object is made of its constructor's arguments.</summary>
    /// <param name="create">Makes it.</param>
    public TSelf Create(Func<object?[], T> create)
    {
        _createWith = create;
        return Self;
    }

    /// <summary>Adds the constructor's next parameter.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name.</param>
    public TSelf Parameter<TValue>(string name) => Add<TValue>(name, hasDefaultValue: false, null);

    /// <summary>Adds the constructor's next parameter, which has a default value.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="defaultValue">Its default value.</param>
    public TSelf Parameter<TValue>(string name, TValue defaultValue) => Add<TValue>(name, hasDefaultValue: true, defaultValue);

    /// <summary>Gives the last property another name in JSON.</summary>
    /// <param name="name">The name.</param>
    public TSelf Named(string name)
    {
        _properties[^1].JsonName = name;
        return Self;
    }

    /// <summary>Says when the last property is left out.</summary>
    /// <param name="condition">When.</param>
    public TSelf Ignore(JsonIgnoreCondition condition)
    {
        _properties[^1].IgnoreCondition = condition;
        return Self;
    }

    /// <summary>Gives the last property a converter of its own.</summary>
    /// <param name="converter">The converter, or the factory that makes it.</param>
    public TSelf Converter(JsonConverter converter)
    {
        _contracts.KnowAll();
        _properties[^1].Converter = (type, options) => JsonContracts.Expand(converter, type, options);
        return Self;
    }

    /// <summary>Gives the last property, a nullable one, a converter of its value's type.</summary>
    /// <typeparam name="TValue">The type of the value.</typeparam>
    /// <param name="converter">The converter, or the factory that makes it.</param>
    public TSelf NullableConverter<TValue>(JsonConverter converter)
        where TValue : struct
    {
        _contracts.KnowAll();
        _properties[^1].Converter = (_, options) => JsonMetadataServices.GetNullableConverter(
            JsonMetadataServices.CreateValueInfo<TValue>(options, JsonContracts.Expand(converter, typeof(TValue), options)));
        return Self;
    }

    /// <summary>Has the last property, an enumeration or the nullable form of one, written and read as names.</summary>
    /// <typeparam name="TValue">The enumeration.</typeparam>
    public TSelf EnumNames<TValue>()
        where TValue : struct, Enum
    {
        _properties[^1].Converter = static (type, options) => JsonContracts.NamesOf<TValue>(options) is var names && type == typeof(TValue)
            ? names.Converter
            : JsonMetadataServices.GetNullableConverter(names);
        return Self;
    }

    /// <summary>Says how the numbers of the last property, or before the first property those of the type, are written and read.</summary>
    /// <param name="handling">How.</param>
    public TSelf Numbers(JsonNumberHandling handling)
    {
        if (_properties.Count == 0)
        {
            _numbers = handling;
        }
        else
        {
            _properties[^1].Numbers = handling;
        }

        return Self;
    }

    /// <summary>Says whether the last property, or before the first property those of the type, are filled or replaced.</summary>
    /// <param name="handling">Which.</param>
    public TSelf Creation(JsonObjectCreationHandling handling)
    {
        if (_properties.Count == 0)
        {
            _creation = handling;
        }
        else
        {
            _properties[^1].Creation = handling;
        }

        return Self;
    }

    /// <summary>Says what becomes of JSON properties that the type has not.</summary>
    /// <param name="handling">What.</param>
    public TSelf Unmapped(JsonUnmappedMemberHandling handling)
    {
        _unmapped = handling;
        return Self;
    }

    /// <summary>Places the last property.</summary>
    /// <param name="order">Its place; 0 for the properties that have none.</param>
    public TSelf Order(int order)
    {
        _properties[^1].Order = order;
        return Self;
    }

    /// <summary>Makes JSON without the last property an error.</summary>
    public TSelf Required()
    {
        _properties[^1].IsRequired = true;
        return Self;
    }

    /// <summary>Makes the last property the place of what the type has no property for.</summary>
    public TSelf ExtensionData()
    {
        _contracts.KnowAll();
        _properties[^1].IsExtensionData = true;
        return Self;
    }

    internal JsonTypeInfo<T> ToTypeInfo(JsonSerializerOptions options)
    {
        JsonTypeInfo<T> type = JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<T>
        {
            ObjectCreator = _create,
            ObjectWithParameterizedConstructorCreator = _createWith,
            ConstructorParameterMetadataInitializer = () => [.. _parameters],
            PropertyMetadataInitializer = _ => _properties.ConvertAll(property => property.ToPropertyInfo(_contracts, options)).ToArray(),
            NumberHandling = _numbers.GetValueOrDefault(),
        });
        type.NumberHandling = _numbers;
        type.UnmappedMemberHandling = _unmapped;
        type.PreferredPropertyObjectCreationHandling = _creation;
        return type;
    }

    private protected TSelf Add<TValue>(PropertyContract<TValue> property)
    {
        _contracts.Know<TValue>();
        _properties.Add(property);
        return Self;
    }

    private TSelf Add<TValue>(string name, bool hasDefaultValue, object? defaultValue)
    {
        _contracts.Know<TValue>();
        _parameters.Add(new JsonParameterInfoValues
        {
            Name = name,
            ParameterType = typeof(TValue),
            Position = _parameters.Count,
            IsNullable = default(TValue) is null,
            HasDefaultValue = hasDefaultValue,
            DefaultValue = defaultValue,
        });
        return Self;
    }
}
