namespace ModuleIdentities;

/// <summary>A device that knows its hub: enough to manage its own modules, and nothing else.</summary>
/// <param name="HubHostName">The hub's host name, without scheme and port.</param>
/// <param name="DeviceId">The device id in that hub.</param>
/// <param name="Credential">What opens the hub for this device.</param>
/// <param name="Payload">The JSON object that custom allocation returned; null for none.</param>
internal sealed record DeviceAssignment(string HubHostName, string DeviceId, Credential Credential, string? Payload = null)
{
    /// <summary>When the Device Provisioning Service gave it, which may have made the device in the hub at that moment; null when it was not asked.</summary>
    public DateTimeOffset? AssignedAt { get; init; }

    /// <summary>Makes a token for one request to the registry; null when the TLS handshake does the proving.</summary>
    /// <remarks>Scoped to this device: it opens nothing else, and not for long.</remarks>
    public ValueTask<string?> CreateRegistryTokenAsync(TimeProvider time, CancellationToken cancellationToken) => Credential.CreateTokenAsync(
        $"{HubHostName}/devices/{DeviceId}", time.GetUtcNow() + SharedAccessSignature.RequestLifetime, cancellationToken: cancellationToken);
}
