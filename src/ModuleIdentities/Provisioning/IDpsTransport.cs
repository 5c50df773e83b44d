namespace ModuleIdentities;

/// <summary>Carries the two requests of a registration to the Device Provisioning Service.</summary>
internal interface IDpsTransport : IAsyncDisposable
{
    Task<DpsAnswer> RegisterAsync(CancellationToken cancellationToken);

    Task<DpsAnswer> PollAsync(string operationId, CancellationToken cancellationToken);
}

/// <summary>One answer of the Device Provisioning Service.</summary>
/// <param name="Status">The HTTP status, or the status in the MQTT topic.</param>
/// <param name="RetryAfter">When to ask again; null when the service did not say.</param>
/// <param name="Body">The JSON body.</param>
internal readonly record struct DpsAnswer(int Status, TimeSpan? RetryAfter, byte[] Body)
{
    /// <summary>How far this device's clock is from the service's, after a refusal; null when that is not known.</summary>
    public ClockSkew? Skew { get; init; }
}
