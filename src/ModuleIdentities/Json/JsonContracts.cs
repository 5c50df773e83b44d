using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>The JSON contracts of one module's payloads, made without reflection; filled by generated code.</summary>
/// <remarks>
/// A contract is System.Text.Json's own, with its default options: properties are named as they are declared. A
/// <see cref="JsonSerializerContext"/> wins for the types that it knows, and its options are then those of all the module's payloads.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class JsonContracts : IJsonTypeInfoResolver
{
    private readonly ConcurrentDictionary<Type, Func<JsonSerializerOptions, JsonTypeInfo>> _contracts = new();
    private readonly JsonSerializerOptions _options;

    /// <summary>Makes a set that knows the types of <see cref="BuiltInContracts"/>, each from when it is first named.</summary>
    /// <param name="context">The user's own contracts; null for none.</param>
    public JsonContracts(JsonSerializerContext? context = null)
    {
        _options = context is null ? new JsonSerializerOptions() : new JsonSerializerOptions(context.Options);
        _options.TypeInfoResolver = context is null ? this : JsonTypeInfoResolver.Combine(context, this);
    }

    /// <summary>Knows the types that need nothing of the user's.</summary>
    internal static JsonContracts BuiltIn { get; } = new();

    /// <summary>The contract of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="NotSupportedException">The set does not know the type.</exception>
    public JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Know<T>()._options.GetTypeInfo(typeof(T));

    /// <summary>Writes a field.</summary>
    /// <typeparam name="T">The type of its value.</typeparam>
    /// <param name="writer">Where to, inside an object.</param>
    /// <param name="name">Its name, as UTF-8.</param>
    /// <param name="value">Its value.</param>
    public void Write<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, T value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, Of<T>());
    }

    /// <summary>Reads what came for a method of the module.</summary>
    /// <typeparam name="T">The method's type.</typeparam>
    /// <param name="json">The UTF-8 JSON; who gives no payload sends none, or null.</param>
    /// <param name="acceptsNull">Whether the method takes a null.</param>
    /// <exception cref="WrongPayloadException">It is not of the type.</exception>
    internal T Read<T>(ReadOnlySpan<byte> json, bool acceptsNull)
    {
        JsonTypeInfo<T> contract = Of<T>();
        try
        {
            T? read = JsonSerializer.Deserialize(json.IsEmpty ? "null"u8 : json, contract);
            return read is null && !acceptsNull ? throw new WrongPayloadException(null) : read!;
        }
        catch (JsonException exception)
        {
            throw new WrongPayloadException(exception.Path);
        }
    }

    /// <inheritdoc/>
    JsonTypeInfo? IJsonTypeInfoResolver.GetTypeInfo(Type type, JsonSerializerOptions options) =>
        _contracts.TryGetValue(type, out Func<JsonSerializerOptions, JsonTypeInfo>? create) ? create(options) : null;

    /// <summary>Adds the nullable form of a value type.</summary>
    /// <typeparam name="T">The value type.</typeparam>
    public JsonContracts Nullable<T>()
        where T : struct => Know<T>().Add<T?>(static options => JsonMetadataServices.CreateValueInfo<T?>(options, JsonMetadataServices.GetNullableConverter<T>(options)));

    /// <summary>Adds an enumeration, as numbers.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    public JsonContracts Enum<T>()
        where T : struct, Enum => Add<T>(static options => JsonMetadataServices.CreateValueInfo<T>(options, JsonMetadataServices.GetEnumConverter<T>(options)));

    /// <summary>Adds an enumeration, as names.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    public JsonContracts EnumNames<T>()
        where T : struct, Enum => Add<T>(NamesOf<T>);

    /// <summary>Adds a type that has a converter of its own.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="create">Makes the converter, or the factory that makes it.</param>
    public JsonContracts Converter<T>(Func<JsonConverter> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return KnowAll().Add<T>(options => JsonMetadataServices.CreateValueInfo<T>(options, Expand(create(), typeof(T), options)));
    }

    /// <summary>Adds a class, record or interface.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="describe">Says how it is made and what it has.</param>
    public JsonContracts Class<T>(Func<ObjectContract<T>, ObjectContract<T>> describe)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(describe);
        return Add<T>(options => describe(new ObjectContract<T>(this)).ToTypeInfo(options));
    }

    /// <summary>Adds a struct.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="describe">Says how it is made and what it has.</param>
    public JsonContracts Struct<T>(Func<StructContract<T>, StructContract<T>> describe)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(describe);
        return Add<T>(options => describe(new StructContract<T>(this)).ToTypeInfo(options));
    }

    /// <summary>The contract of an enumeration, as names.</summary>
    internal static JsonTypeInfo<T> NamesOf<T>(JsonSerializerOptions options)
        where T : struct, Enum => JsonMetadataServices.CreateValueInfo<T>(options, new JsonStringEnumConverter<T>().CreateConverter(typeof(T), options));

    /// <summary>A factory's converter for the type, or the converter itself.</summary>
    internal static JsonConverter Expand(JsonConverter converter, Type type, JsonSerializerOptions options) =>
        converter is JsonConverterFactory factory ? factory.CreateConverter(type, options)! : converter;

    /// <summary>Knows a type from now on, if it is built in.</summary>
    /// <typeparam name="T">The type.</typeparam>
    internal JsonContracts Know<T>()
    {
        if (!_contracts.ContainsKey(typeof(T)) && BuiltInContracts.ConverterOf<T>() is { } converter)
        {
            Know<T>(converter);
        }

        return this;
    }

    /// <summary>Knows a type from now on, unless it has a contract.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="converter">Its converter.</param>
    internal void Know<T>(JsonConverter converter) =>
        _contracts.TryAdd(typeof(T), options => JsonMetadataServices.CreateValueInfo<T>(options, converter));

    /// <summary>Knows every type that is built in: a user's own converter may ask for any, and so may a value of whatever type.</summary>
    internal JsonContracts KnowAll()
    {
        BuiltInContracts.AddAll(this);
        return this;
    }

    private JsonContracts Add<T>(Func<JsonSerializerOptions, JsonTypeInfo> create)
    {
        _contracts[typeof(T)] = create;
        return this;
    }
}
