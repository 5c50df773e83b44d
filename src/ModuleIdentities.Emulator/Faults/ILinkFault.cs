using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>A fault of an MQTT connection.</summary>
internal interface ILinkFault
{
    /// <summary>Whether packets of this kind are an occasion for it.</summary>
    bool Concerns(MqttPacket packet, bool isIncoming);

    /// <summary>Does its harm to a packet.</summary>
    /// <returns>Whether the packet goes on, to the faults behind and to its receiver.</returns>
    bool Apply(PacketPassage passage, FaultHandle handle);
}
