namespace ModuleIdentities;

/// <summary>What a device has in hand once it knows its hub: enough to manage its own modules, and nothing else.</summary>
/// <param name="HubHostName">The hub's host name, without scheme and port.</param>
/// <param name="DeviceId">The device id in that hub.</param>
/// <param name="Key">The device's key.</param>
internal sealed record DeviceCredential(string HubHostName, string DeviceId, SharedAccessKey Key)
{
    /// <summary>A short-lived token for the hub's registry, scoped to this device.</summary>
    public string CreateRegistryToken(TimeProvider time) =>
        SharedAccessSignature.Create(Key, $"{HubHostName}/devices/{DeviceId}", time.GetUtcNow() + SharedAccessSignature.RequestLifetime);
}
