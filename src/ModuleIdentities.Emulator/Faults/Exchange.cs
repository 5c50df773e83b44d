namespace ModuleIdentities.Emulator.Faults;

/// <summary>A request, over HTTPS or MQTT, that will have an answer.</summary>
/// <param name="Occasion">What it asks for.</param>
/// <param name="HasToken">Whether it comes with a token of its own.</param>
/// <param name="CancellationToken">Ends when nobody waits for the answer any more.</param>
internal sealed record Exchange(Occasion Occasion, bool HasToken, CancellationToken CancellationToken);
