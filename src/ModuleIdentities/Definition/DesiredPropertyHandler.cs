using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>A desired property that a module class hears.</summary>
/// <param name="component">The component; null for the module itself.</param>
/// <param name="name">The property's name.</param>
internal abstract class DesiredPropertyHandler(string? component, string name)
{
    public string? Component { get; } = component;

    public string Name { get; } = name;

    /// <summary>Calls the user's method.</summary>
    /// <exception cref="JsonException">The value is not of the property's type.</exception>
    public abstract Task<PropertyResponse> InvokeAsync(IModule module, JsonElement value, long version, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class DesiredPropertyHandler<TModule, TValue>(
    string? component, string name, JsonTypeInfo<TValue> contract, Func<TModule, TValue, long, CancellationToken, Task<PropertyResponse>> callback)
    : DesiredPropertyHandler(component, name)
    where TModule : class, IModule
{
    public override Task<PropertyResponse> InvokeAsync(IModule module, JsonElement value, long version, CancellationToken cancellationToken) =>
        callback((TModule)module, value.Deserialize(contract)!, version, cancellationToken);
}
