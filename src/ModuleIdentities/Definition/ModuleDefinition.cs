using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>What a module class declares of itself: its ids, and what it hears. Made once per class by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ModuleDefinition
{
    private protected ModuleDefinition(string moduleId, string? modelId)
    {
        ModuleProvisioner.ThrowIfInvalid(moduleId);
        ModuleId = moduleId;
        ModelId = modelId;
    }

    internal string ModuleId { get; }

    internal string? ModelId { get; }

    internal List<DesiredPropertyHandler> DesiredProperties { get; } = [];

    internal List<DirectMethodHandler> DirectMethods { get; } = [];
}

/// <summary>What <typeparamref name="TModule"/> declares of itself.</summary>
/// <typeparam name="TModule">The module's class.</typeparam>
/// <param name="moduleId">The module id.</param>
/// <param name="modelId">The IoT Plug and Play model; null for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModuleDefinition<TModule>(string moduleId, string? modelId = null) : ModuleDefinition(moduleId, modelId)
    where TModule : class, IModule
{
    /// <summary>Adds a desired property.</summary>
    /// <typeparam name="TValue">The type of its value.</typeparam>
    /// <param name="component">The component; null for the module itself.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="contract">How its value is read.</param>
    /// <param name="callback">Called with the value and the version of the desired properties.</param>
    public ModuleDefinition<TModule> WithDesiredProperty<TValue>(
        string? component, string name, JsonTypeInfo<TValue> contract, Func<TModule, TValue, long, CancellationToken, Task<PropertyResponse>> callback)
    {
        DesiredProperties.Add(new DesiredPropertyHandler<TModule, TValue>(component, name, contract, callback));
        return this;
    }

    /// <summary>Adds a direct method that takes a request.</summary>
    /// <typeparam name="TRequest">The type of the request.</typeparam>
    /// <typeparam name="TResponse">The type of the answer's payload.</typeparam>
    /// <param name="component">The component; null for the module itself.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="request">How the request is read; null when there is none.</param>
    /// <param name="response">How the answer's payload is written; null when there is none.</param>
    /// <param name="callback">Called with the request.</param>
    public ModuleDefinition<TModule> WithDirectMethod<TRequest, TResponse>(
        string? component,
        string name,
        JsonTypeInfo<TRequest>? request,
        JsonTypeInfo<TResponse>? response,
        Func<TModule, TRequest, CancellationToken, Task<MethodResponse<TResponse>>> callback)
    {
        DirectMethods.Add(new DirectMethodHandler<TModule, TRequest, TResponse>(
            component is null ? name : $"{component}*{name}", request, response, callback));
        return this;
    }
}
