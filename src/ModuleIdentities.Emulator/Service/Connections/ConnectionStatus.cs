namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>
/// Whether a device or module is connected, and since when; null when it was never seen since the hub started. And how many messages wait for it.
/// </summary>
internal readonly record struct ConnectionStatus(bool IsConnected, DateTimeOffset? Since, DateTimeOffset? LastActivity, int QueuedMessages = 0);
