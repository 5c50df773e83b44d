namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>What happened to an identity that may concern its open connections.</summary>
internal enum IdentityChange
{
    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>The device, and with it its modules, may not connect any more.</summary>
    Disabled,
}
