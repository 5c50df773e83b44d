using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>
/// A module of which nothing is known but its name: it hears every desired change and every direct method, and sends and reports any JSON. For tools,
/// bridges and tests; what is known when the program is built is better declared with <see cref="ModuleIdentityAttribute"/>.
/// </summary>
public sealed class UntypedModule : IModule
{
    /// <summary>Makes a module that is not connected yet.</summary>
    /// <param name="moduleId">The module id.</param>
    /// <param name="onDesiredProperties">
    /// Called with all desired properties, <c>$version</c> included, and their version: once when the module is connected and then after each change,
    /// one call at a time. Nothing is acknowledged for it. Null to hear none.
    /// </param>
    /// <param name="onDirectMethod">
    /// Called with the name and the payload (of kind <see cref="JsonValueKind.Null"/> when there is none) of each direct method; up to 16 at one time.
    /// Null to hear none.
    /// </param>
    /// <param name="modelId">The IoT Plug and Play model that the connection announces; null for none.</param>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    public UntypedModule(
        string moduleId,
        Func<JsonElement, long, CancellationToken, Task>? onDesiredProperties = null,
        Func<string, JsonElement, CancellationToken, Task<MethodResponse<JsonElement>>>? onDirectMethod = null,
        string? modelId = null)
    {
        ModuleDefinition<UntypedModule> definition = new(moduleId, modelId);
        if (onDesiredProperties is not null)
        {
            definition.DesiredProperties.Add(new DesiredDocumentHandler(onDesiredProperties));
        }

        if (onDirectMethod is not null)
        {
            definition.WithAnyDirectMethod(onDirectMethod);
        }

        ModuleClient = new ModuleClient(definition);
    }

    /// <inheritdoc/>
    public ModuleClient ModuleClient { get; }

    /// <summary>Gets or creates the module identity and connects with it.</summary>
    /// <param name="options">How the device proves itself and reaches its hub.</param>
    /// <param name="cancellationToken">Ends the wait; a module that the hub has created by then stays.</param>
    /// <exception cref="InvalidOperationException">The module has been connected before.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, or could not be reached within <see cref="ProvisioningOptions.Timeout"/>.</exception>
    public Task ConnectAsync(ModuleIdentityOptions options, CancellationToken cancellationToken = default) =>
        ModuleClient.ConnectAsync(this, options, cancellationToken);

    /// <summary>Sends a JSON value as a device-to-cloud message and waits until the hub has acknowledged it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="properties">The component and the application properties.</param>
    /// <param name="cancellationToken">Ends the wait. A message that has not been sent by then never will be; one that has may arrive.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">The message is too large, or was not acknowledged in time.</exception>
    public Task SendTelemetryAsync(JsonElement body, MessageProperties properties = default, CancellationToken cancellationToken = default) =>
        ModuleClient.SendTelemetryAsync(body, JsonContracts.BuiltIn.Of<JsonElement>(), properties, cancellationToken);

    /// <summary>Reports properties, and waits until the hub has taken them.</summary>
    /// <param name="properties">A JSON object: each member is a property, and a null removes one.</param>
    /// <param name="cancellationToken">Ends the wait, not the report.</param>
    /// <exception cref="ArgumentException">It is no object.</exception>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">The hub refused the properties, or the module was disposed before it took them.</exception>
    public Task ReportPropertiesAsync(JsonElement properties, CancellationToken cancellationToken = default)
    {
        if (properties.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("Reported properties are a JSON object.", nameof(properties));
        }

        return ModuleClient.ReportPropertiesAsync(properties, WriteMembers, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ModuleClient.DisposeAsync();

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement properties)
    {
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            property.WriteTo(writer);
        }
    }
}
