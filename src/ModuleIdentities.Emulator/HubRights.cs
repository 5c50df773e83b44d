namespace ModuleIdentities.Emulator;

/// <summary>What a shared access policy of a hub permits.</summary>
[Flags]
public enum HubRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading identities.</summary>
    RegistryRead = 1,

    /// <summary>Making, changing and deleting identities.</summary>
    RegistryWrite = 2,

    /// <summary>Twins, direct methods and cloud-to-device messages.</summary>
    ServiceConnect = 4,

    /// <summary>Connecting as any device or module.</summary>
    DeviceConnect = 8,

    /// <summary>All of them: what <c>iothubowner</c> has.</summary>
    All = RegistryRead | RegistryWrite | ServiceConnect | DeviceConnect,
}
