namespace ModuleIdentities.Emulator.Service.Messages;

/// <summary>A message as the state keeps it.</summary>
internal sealed record MessageRecord(
    string HubName,
    string DeviceId,
    string? ModuleId,
    DateTimeOffset EnqueuedTime,
    Dictionary<string, string> SystemProperties,
    Dictionary<string, string> Properties,
    byte[] Body);
