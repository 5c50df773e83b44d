namespace ModuleIdentities.Emulator;

/// <summary>How far a device or module is with connecting.</summary>
[Flags]
public enum Readiness
{
    /// <summary>It is connected.</summary>
    Connected = 0,

    /// <summary>It is subscribed to direct methods.</summary>
    DirectMethods = 1,

    /// <summary>It is subscribed to changes of its desired properties.</summary>
    DesiredProperties = 2,
}
