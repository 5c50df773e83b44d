namespace ModuleIdentities.Emulator.Faults;

/// <summary>One thing that passes between a client and a service, as a fault sees it.</summary>
internal readonly record struct Occasion(EmulatorOperations Operation, string? DeviceId = null, string? ModuleId = null);
