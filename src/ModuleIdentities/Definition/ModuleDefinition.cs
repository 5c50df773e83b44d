using System.ComponentModel;
using System.Text.Json;

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

    internal List<InputHandler> Inputs { get; } = [];

    /// <summary>Makes the handler of a direct method that has none of its own; null when there is nobody to ask.</summary>
    internal Func<string, DirectMethodHandler>? AnyDirectMethod { get; private protected set; }

    internal bool HearsDirectMethods => DirectMethods.Count > 0 || AnyDirectMethod is not null;
}

/// <summary>What <typeparamref name="TModule"/> declares of itself.</summary>
/// <typeparam name="TModule">The module's class.</typeparam>
/// <param name="moduleId">The module id.</param>
/// <param name="modelId">The IoT Plug and Play model; null for none.</param>
/// <param name="contracts">How its payloads are read and written; null when all are of types that System.Text.Json knows.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModuleDefinition<TModule>(string moduleId, string? modelId = null, JsonContracts? contracts = null)
    : ModuleDefinition(moduleId, modelId)
    where TModule : class, IModule
{
    private readonly JsonContracts _contracts = contracts ?? JsonContracts.BuiltIn;

    /// <summary>Adds a desired property.</summary>
    /// <typeparam name="TValue">The type of its value.</typeparam>
    /// <param name="name">The property's name.</param>
    /// <param name="callback">Called with the value and the version of the desired properties.</param>
    /// <param name="acceptsNull">Whether the callback takes a null: what a property comes to that is removed from the twin.</param>
    /// <param name="component">The component; null for the module itself.</param>
    public ModuleDefinition<TModule> WithDesiredProperty<TValue>(
        string name,
        Func<TModule, TValue, long, CancellationToken, Task<PropertyResponse>> callback,
        bool acceptsNull = false,
        string? component = null)
    {
        DesiredProperties.Add(new DesiredPropertyHandler<TModule, TValue>(component, name, acceptsNull, _contracts, callback));
        return this;
    }

    /// <summary>Adds a direct method with a request and a payload in its answer.</summary>
    /// <typeparam name="TRequest">The type of the request.</typeparam>
    /// <typeparam name="TResponse">The type of the answer's payload.</typeparam>
    /// <param name="name">The method's name.</param>
    /// <param name="callback">Called with the request.</param>
    /// <param name="acceptsNull">Whether the callback takes a null: what a missing request comes to.</param>
    /// <param name="component">The component; null for the module itself.</param>
    public ModuleDefinition<TModule> WithDirectMethod<TRequest, TResponse>(
        string name,
        Func<TModule, TRequest, CancellationToken, Task<MethodResponse<TResponse>>> callback,
        bool acceptsNull = false,
        string? component = null) => With(component, name, async (module, request, cancellationToken) =>
            Write(await callback((TModule)module!, _contracts.Read<TRequest>(request.Span, acceptsNull), cancellationToken).ConfigureAwait(false)));

    /// <summary>Adds a direct method with a request and no payload in its answer.</summary>
    /// <typeparam name="TRequest">The type of the request.</typeparam>
    /// <param name="name">The method's name.</param>
    /// <param name="callback">Called with the request.</param>
    /// <param name="acceptsNull">Whether the callback takes a null: what a missing request comes to.</param>
    /// <param name="component">The component; null for the module itself.</param>
    public ModuleDefinition<TModule> WithDirectMethod<TRequest>(
        string name,
        Func<TModule, TRequest, CancellationToken, Task<MethodResponse>> callback,
        bool acceptsNull = false,
        string? component = null) => With(component, name, async (module, request, cancellationToken) =>
            Write(await callback((TModule)module!, _contracts.Read<TRequest>(request.Span, acceptsNull), cancellationToken).ConfigureAwait(false)));

    /// <summary>Adds a direct method without a request, with a payload in its answer.</summary>
    /// <typeparam name="TResponse">The type of the answer's payload.</typeparam>
    /// <param name="name">The method's name.</param>
    /// <param name="callback">The method.</param>
    /// <param name="component">The component; null for the module itself.</param>
    public ModuleDefinition<TModule> WithDirectMethod<TResponse>(
        string name, Func<TModule, CancellationToken, Task<MethodResponse<TResponse>>> callback, string? component = null) =>
        With(component, name, async (module, _, cancellationToken) =>
            Write(await callback((TModule)module!, cancellationToken).ConfigureAwait(false)));

    /// <summary>Adds a direct method without a request and without a payload in its answer.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="callback">The method.</param>
    /// <param name="component">The component; null for the module itself.</param>
    public ModuleDefinition<TModule> WithDirectMethod(
        string name, Func<TModule, CancellationToken, Task<MethodResponse>> callback, string? component = null) =>
        With(component, name, async (module, _, cancellationToken) =>
            Write(await callback((TModule)module!, cancellationToken).ConfigureAwait(false)));

    /// <summary>Adds an input whose messages have a JSON body.</summary>
    /// <typeparam name="TBody">The type of the body.</typeparam>
    /// <param name="name">The input's name.</param>
    /// <param name="callback">Called with the body and the message that it is of.</param>
    /// <param name="acceptsNull">Whether the callback takes a null: what a missing body comes to.</param>
    public ModuleDefinition<TModule> WithInput<TBody>(
        string name, Func<TModule, TBody, InputMessage, CancellationToken, Task> callback, bool acceptsNull = false) =>
        WithInput(name, (module, message, cancellationToken) => callback(module, _contracts.Read<TBody>(message.Body.Span, acceptsNull), message, cancellationToken));

    /// <summary>Adds an input whose messages have any body.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="callback">Called with the message.</param>
    public ModuleDefinition<TModule> WithInput(string name, Func<TModule, InputMessage, CancellationToken, Task> callback)
    {
        Inputs.Add(new InputHandler(name, (module, message, cancellationToken) => callback((TModule)module!, message, cancellationToken)));
        return this;
    }

    /// <summary>Hears every direct method that has no handler of its own.</summary>
    internal void WithAnyDirectMethod(Func<string, JsonElement, CancellationToken, Task<MethodResponse<JsonElement>>> callback) =>
        AnyDirectMethod = name => new DirectMethodHandler(name, async (_, request, cancellationToken) =>
            Write(await callback(name, _contracts.Read<JsonElement>(request.Span, acceptsNull: true), cancellationToken).ConfigureAwait(false)));

    private ModuleDefinition<TModule> With(
        string? component,
        string name,
        Func<IModule?, ReadOnlyMemory<byte>, CancellationToken, Task<(int Status, ReadOnlyMemory<byte> Payload)>> callback)
    {
        DirectMethods.Add(new DirectMethodHandler(component is null ? name : $"{component}*{name}", callback));
        return this;
    }

    private (int Status, ReadOnlyMemory<byte> Payload) Write<TResponse>(MethodResponse<TResponse> response) =>
        (response.Status, JsonSerializer.SerializeToUtf8Bytes(response.Payload, _contracts.Of<TResponse>()));

    private static (int Status, ReadOnlyMemory<byte> Payload) Write(MethodResponse response) => (response.Status, default);
}
