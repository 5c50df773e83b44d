using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>A twin together with the identity it belongs to; <see cref="Module"/> is null for the twin of a device.</summary>
internal sealed record Twin(DeviceRecord Device, ModuleRecord? Module, TwinRecord Record)
{
    public PrincipalId Principal => new(Device.DeviceId, Module?.ModuleId);
}
