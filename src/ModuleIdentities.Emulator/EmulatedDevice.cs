using ModuleIdentities.Emulator.Service;

namespace ModuleIdentities.Emulator;

/// <summary>A device of the emulated hub.</summary>
public sealed class EmulatedDevice : EmulatedIdentity
{
    internal EmulatedDevice(EmulatorServices services, string deviceId)
        : base(services, new PrincipalId(deviceId))
    {
    }
}
