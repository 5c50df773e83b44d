namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>The REST API of one hub.</summary>
internal sealed class HubEndpoints(EmulatorServices services)
{
    private readonly RegistryEndpoint _registry = new(services);

    /// <summary>Answers the call; false when it is not one of those that are modelled.</summary>
    public Task<bool> TryAnswerAsync(HttpCall call) => _registry.TryAnswerAsync(call);
}
