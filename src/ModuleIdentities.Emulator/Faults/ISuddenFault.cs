namespace ModuleIdentities.Emulator.Faults;

/// <summary>A fault of an MQTT connection that needs no packet to happen: it meets those that are open when it is added.</summary>
internal interface ISuddenFault
{
    void Strike(FaultyLink link, FaultHandle handle);
}
