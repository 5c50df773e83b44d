namespace ModuleIdentities.Emulator;

/// <summary>What happens to the data of a device that registers again and is given another hub.</summary>
public enum ReprovisioningPolicy
{
    /// <summary>It goes along: device twin and capabilities. The device's modules do not.</summary>
    MigrateData,

    /// <summary>It is dropped: the device starts with the initial twin of its enrolment.</summary>
    ResetData,

    /// <summary>The device stays with the hub that it was first given.</summary>
    Never,
}
