namespace ModuleIdentities.Emulator;

/// <summary>What a fault hit.</summary>
/// <param name="Time">When, by the emulator's clock.</param>
/// <param name="Operation">What was going on.</param>
/// <param name="DeviceId">Of which device or registration id; null when that is not known yet.</param>
/// <param name="ModuleId">Of which module; null for the device itself.</param>
public sealed record FaultHit(DateTimeOffset Time, EmulatorOperations Operation, string? DeviceId, string? ModuleId);
