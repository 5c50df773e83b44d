namespace ModuleIdentities;

/// <summary>Where a module stands with its hub. Whatever the state, telemetry is accepted until the module is disposed.</summary>
public enum ConnectionState
{
    /// <summary>Not started.</summary>
    Disconnected,

    /// <summary>Provisioning or connecting.</summary>
    Connecting,

    /// <summary>Connected: messages are sent, changes and calls are received.</summary>
    Connected,

    /// <summary>Connected until a moment ago and about to be so again, with a new token or certificate. Nothing fails meanwhile.</summary>
    Renewing,

    /// <summary>Not connected; waits before the next attempt.</summary>
    Backoff,

    /// <summary>
    /// The hub or the Device Provisioning Service refuses this module or device, or what keeps its key to sign for it. Asked again, ever more seldom; a
    /// human may be needed.
    /// </summary>
    Refused,

    /// <summary>Disposed; the last state.</summary>
    Disposed,
}
