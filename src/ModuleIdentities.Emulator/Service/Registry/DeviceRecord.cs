namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>
/// A device as the hub keeps it. <see cref="ModuleCount"/> lets a new module be added only while the device still is as it was read, so that
/// neither the limit on modules nor a deletion can be overtaken.
/// </summary>
internal sealed record DeviceRecord(
    string DeviceId,
    string GenerationId,
    string ETag,
    bool IsEnabled,
    string? StatusReason,
    DateTimeOffset? StatusUpdated,
    AuthenticationRecord Authentication,
    bool IsEdge = false,
    int ModuleCount = 0);
