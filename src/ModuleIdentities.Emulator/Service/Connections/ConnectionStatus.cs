namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>Whether a device or module is connected, and since when; null when it was never seen since the hub started.</summary>
internal readonly record struct ConnectionStatus(bool IsConnected, DateTimeOffset? Since, DateTimeOffset? LastActivity);
