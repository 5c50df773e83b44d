namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>What a policy of the hub permits.</summary>
[Flags]
internal enum HubRights
{
    None = 0,
    RegistryRead = 1,
    RegistryWrite = 2,
    ServiceConnect = 4,
    DeviceConnect = 8,
    All = RegistryRead | RegistryWrite | ServiceConnect | DeviceConnect,
}
