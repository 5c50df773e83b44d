namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>The REST API of one hub.</summary>
internal sealed class HubEndpoints(HubServices services)
{
    private readonly RegistryEndpoint _registry = new(services);
    private readonly TwinEndpoint _twins = new(services);
    private readonly QueryEndpoint _queries = new(services);
    private readonly DeviceMessageEndpoint _messages = new(services);

    /// <summary>Answers the call; false when it is not one of those that are modelled.</summary>
    public async Task<bool> TryAnswerAsync(HttpCall call) =>
        await _messages.TryAnswerAsync(call).ConfigureAwait(false)
        || await _twins.TryAnswerAsync(call).ConfigureAwait(false)
        || await _queries.TryAnswerAsync(call).ConfigureAwait(false)
        || await _registry.TryAnswerAsync(call).ConfigureAwait(false);
}
