using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>An MQTT packet on its way through the faults.</summary>
internal sealed class PacketPassage(FaultyLink link, MqttPacket packet, bool isIncoming, Occasion occasion)
{
    public FaultyLink Link { get; } = link;

    public MqttPacket Packet { get; } = packet;

    public bool IsIncoming { get; } = isIncoming;

    public Occasion Occasion { get; } = occasion;

    /// <summary>How much later the packet goes on; without end for one that waits until the fault is lifted.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Ends the delay early.</summary>
    public CancellationToken Held { get; set; }

    /// <summary>Whether only acknowledgements wait for one another, and other packets may overtake.</summary>
    public bool MayBeOvertaken { get; set; }

    /// <summary>What is written right behind the packet.</summary>
    public MqttPacket? Following { get; set; }
}
