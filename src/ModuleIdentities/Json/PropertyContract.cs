using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>A property or field of a payload.</summary>
internal abstract class PropertyContract
{
    public string? JsonName { get; set; }

    public JsonIgnoreCondition? IgnoreCondition { get; set; }

    /// <summary>Makes the property's own converter, of its type; null for none.</summary>
    public Func<Type, JsonSerializerOptions, JsonConverter>? Converter { get; set; }

    public JsonNumberHandling? Numbers { get; set; }

    public JsonObjectCreationHandling? Creation { get; set; }

    public int Order { get; set; }

    public bool IsRequired { get; set; }

    public bool IsExtensionData { get; set; }

    /// <param name="contracts">Where the property's type is known from then on.</param>
    /// <param name="options">The options of these contracts.</param>
    public abstract JsonPropertyInfo ToPropertyInfo(JsonContracts contracts, JsonSerializerOptions options);
}

/// <inheritdoc/>
internal sealed class PropertyContract<TValue>(Type declaringType, string name, Func<object, TValue?>? get, Action<object, TValue?>? set)
    : PropertyContract
{
    public override JsonPropertyInfo ToPropertyInfo(JsonContracts contracts, JsonSerializerOptions options)
    {
        JsonConverter<TValue>? converter = (JsonConverter<TValue>?)Converter?.Invoke(typeof(TValue), options);
        if (converter is not null)
        {
            // System.Text.Json asks for the type's contract also where it is not used.
            contracts.Know<TValue>(converter);
        }

        JsonPropertyInfo property = JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<TValue>
        {
            IsProperty = true,
            IsPublic = true,
            DeclaringType = declaringType,
            PropertyName = name,
            JsonPropertyName = JsonName,
            Getter = get,
            Setter = set,
            IgnoreCondition = IgnoreCondition,
            NumberHandling = Numbers,
            IsExtensionData = IsExtensionData,
            Converter = converter,
        });
        property.Order = Order;
        property.IsRequired = IsRequired;
        property.ObjectCreationHandling = Creation;
        return property;
    }
}
