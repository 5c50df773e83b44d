using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Faults;

internal sealed record RefuseConnectFault(int Code) : Fault(EmulatorOperations.Connect), ILinkFault
{
    public bool Concerns(MqttPacket packet, bool isIncoming) => packet is MqttConnectPacket;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Link.Refusal = (MqttConnectReturnCode)Code;
        return true;
    }

    internal override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(Code, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Code, 5);
    }
}

internal sealed record DropLinkFault() : Fault(EmulatorOperations.All, 1), ILinkFault, ISuddenFault
{
    public bool Concerns(MqttPacket packet, bool isIncoming) => isIncoming;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Link.Drop();
        return false;
    }

    public void Strike(FaultyLink link, FaultHandle handle) => link.Drop();
}

internal sealed record HalfOpenFault() : Fault(EmulatorOperations.All, 1), ILinkFault, ISuddenFault
{
    public bool Concerns(MqttPacket packet, bool isIncoming) => true;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Link.GoHalfOpen(handle);
        return false;
    }

    public void Strike(FaultyLink link, FaultHandle handle) => link.GoHalfOpen(handle);
}

internal sealed record LoseAcknowledgementFault() : Fault(EmulatorOperations.All), ILinkFault
{
    public bool Concerns(MqttPacket packet, bool isIncoming) => !isIncoming && packet is MqttPubAckPacket;

    public bool Apply(PacketPassage passage, FaultHandle handle) => false;
}

internal sealed record DelayAcknowledgementFault(TimeSpan Latency) : Fault(EmulatorOperations.All), ILinkFault
{
    public bool Concerns(MqttPacket packet, bool isIncoming) => !isIncoming && packet is MqttPubAckPacket;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Delay += Latency;
        passage.Held = handle.Lifted;
        passage.MayBeOvertaken = true;
        return true;
    }
}

internal sealed record RefuseSubscriptionFault() : Fault(EmulatorOperations.Subscribe), ILinkFault
{
    public bool Concerns(MqttPacket packet, bool isIncoming) => packet is MqttSubscribePacket;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        MqttSubscribePacket subscribe = (MqttSubscribePacket)passage.Packet;
        passage.Link.Write(new MqttSubAckPacket
        {
            PacketIdentifier = subscribe.PacketIdentifier,
            ReasonCodes = [.. subscribe.TopicFilters.Select(_ => MqttSubscribeReasonCode.UnspecifiedError)],
        });
        return false;
    }
}
