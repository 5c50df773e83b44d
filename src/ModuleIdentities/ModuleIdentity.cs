namespace ModuleIdentities;

/// <summary>One module of one device in one IoT Hub, with the credential that opens it.</summary>
/// <remarks>The key is never part of <see cref="ToString"/>; <see cref="GetConnectionString"/> is the one way to it.</remarks>
public sealed class ModuleIdentity
{
    internal ModuleIdentity(
        string hubHostName, string deviceId, string moduleId, string generationId, SharedAccessKey key, ModuleIdentityOrigin origin)
    {
        HubHostName = hubHostName;
        DeviceId = deviceId;
        ModuleId = moduleId;
        GenerationId = generationId;
        Key = key;
        Origin = origin;
    }

    /// <summary>The fully qualified host name of the hub, without scheme and port.</summary>
    public string HubHostName { get; }

    /// <summary>The id of the device that owns the module.</summary>
    public string DeviceId { get; }

    /// <summary>The module id.</summary>
    public string ModuleId { get; }

    /// <summary>The hub's own mark of this very identity: another one means that the module was deleted and made again.</summary>
    public string GenerationId { get; }

    /// <summary>Whether this call created the identity or found it.</summary>
    public ModuleIdentityOrigin Origin { get; }

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the module's primary key: tells two keys apart, reveals neither.</summary>
    public string KeyFingerprint => Key.Fingerprint;

    internal SharedAccessKey Key { get; }

    /// <summary>
    /// The module connection string, <c>HostName=…;DeviceId=…;ModuleId=…;SharedAccessKey=…</c>. It contains the module's key: hand it to the agent
    /// that needs it, in a file only that agent can read, and never to a log.
    /// </summary>
    public string GetConnectionString() =>
        $"HostName={HubHostName};DeviceId={DeviceId};ModuleId={ModuleId};SharedAccessKey={Key.ToBase64()}";

    /// <summary>The identity without its key, for people.</summary>
    public override string ToString() => $"{DeviceId}/{ModuleId} on {HubHostName}";
}

/// <summary>Where a <see cref="ModuleIdentity"/> came from.</summary>
public enum ModuleIdentityOrigin
{
    /// <summary>The hub had no such module; this call created it.</summary>
    Created,

    /// <summary>The hub already had the module; it was left as it is.</summary>
    Existing,
}
