using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Faults;

internal sealed record LoseFault() : Fault(Messages), ILinkFault
{
    private const EmulatorOperations Messages = EmulatorOperations.Telemetry | EmulatorOperations.InvokeMethod | EmulatorOperations.MethodReply
        | EmulatorOperations.DesiredChange | EmulatorOperations.CloudToDevice;

    public bool Concerns(MqttPacket packet, bool isIncoming) => packet is MqttPublishPacket;

    public bool Apply(PacketPassage passage, FaultHandle handle) => false;
}

internal sealed record DuplicateFault() : Fault(Messages), ILinkFault
{
    private const EmulatorOperations Messages = EmulatorOperations.InvokeMethod | EmulatorOperations.DesiredChange | EmulatorOperations.CloudToDevice;

    public bool Concerns(MqttPacket packet, bool isIncoming) => !isIncoming && packet is MqttPublishPacket;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Following = passage.Packet;
        return true;
    }
}

internal sealed record SwapFault() : Fault(EmulatorOperations.DesiredChange | EmulatorOperations.CloudToDevice), ILinkFault
{
    private readonly Dictionary<FaultyLink, MqttPacket> _heldBack = [];

    public bool Concerns(MqttPacket packet, bool isIncoming) => !isIncoming && packet is MqttPublishPacket;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        lock (_heldBack)
        {
            if (_heldBack.Remove(passage.Link, out MqttPacket? heldBack))
            {
                passage.Following = heldBack;
                return true;
            }

            _heldBack[passage.Link] = passage.Packet;
            return false;
        }
    }

    internal override Fault Armed(TimeProvider time) => new SwapFault(this, []);

    private SwapFault(SwapFault original, Dictionary<FaultyLink, MqttPacket> heldBack)
        : this(original) => _heldBack = heldBack;
}
