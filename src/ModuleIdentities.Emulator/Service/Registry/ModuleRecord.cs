namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>A module as the hub keeps it.</summary>
internal sealed record ModuleRecord(
    string DeviceId,
    string ModuleId,
    string GenerationId,
    string ETag,
    string? ManagedBy,
    AuthenticationRecord Authentication);
