using System.Runtime.InteropServices;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>A desired property that a module class hears.</summary>
/// <param name="component">The component; null for the module itself.</param>
/// <param name="name">The property's name.</param>
/// <param name="acceptsNull">Whether the method takes a null: what a property comes to that is removed from the twin.</param>
internal abstract class DesiredPropertyHandler(string? component, string name, bool acceptsNull)
{
    public string? Component { get; } = component;

    public string Name { get; } = name;

    public bool AcceptsNull { get; } = acceptsNull;

    /// <summary>Whether all properties are heard as one document; nothing is acknowledged then.</summary>
    public virtual bool IsWholeDocument => false;

    /// <summary>Calls the user's method.</summary>
    /// <param name="module">The module; null where nobody but the library hears.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">The version of the desired properties.</param>
    /// <param name="cancellationToken">Ends with the module.</param>
    /// <exception cref="WrongPayloadException">The value is not of the property's type.</exception>
    public abstract Task<PropertyResponse> InvokeAsync(IModule? module, JsonElement value, long version, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class DesiredPropertyHandler<TModule, TValue>(
    string? component,
    string name,
    bool acceptsNull,
    JsonContracts contracts,
    Func<TModule, TValue, long, CancellationToken, Task<PropertyResponse>> callback)
    : DesiredPropertyHandler(component, name, acceptsNull)
    where TModule : class, IModule
{
    public override async Task<PropertyResponse> InvokeAsync(IModule? module, JsonElement value, long version, CancellationToken cancellationToken) =>
        await callback((TModule)module!, contracts.Read<TValue>(JsonMarshal.GetRawUtf8Value(value), AcceptsNull), version, cancellationToken).ConfigureAwait(false);
}
