namespace ModuleIdentities.Emulator;

/// <summary>What the Device Provisioning Service allows only so often (protocol 6.4).</summary>
public enum ProvisioningThrottle
{
    /// <summary>Registrations, of all devices together.</summary>
    Registrations,

    /// <summary>Registrations, status look-ups, and calls of the service API.</summary>
    Operations,

    /// <summary>How often a device asks how its registration stands; each device has a limit of its own.</summary>
    Polls,
}
