namespace ModuleIdentities.Emulator.Faults;

/// <summary>A fault of an MQTT connection that needs no packet to happen: it meets those that are open when it is added.</summary>
internal interface ISuddenFault
{
    /// <summary>What an open connection is to it.</summary>
    Occasion OccasionOf(FaultyLink link) => link.Whole;

    /// <summary>Does its harm to a connection.</summary>
    void Strike(FaultyLink link, FaultHandle handle);
}
