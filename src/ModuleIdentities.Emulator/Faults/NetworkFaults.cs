using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Faults;

internal sealed record BlackHoleFault() : Fault(EmulatorOperations.All), ILinkFault, IRequestFault
{
    bool IRequestFault.IsForHttpOnly => true;

    public bool Concerns(MqttPacket packet, bool isIncoming) => true;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Delay = Timeout.InfiniteTimeSpan;
        passage.Held = handle.Lifted;
        return true;
    }

    public async ValueTask<Refusal?> ApplyAsync(Exchange exchange, FaultHandle handle)
    {
        await handle.LiftedAsync(exchange.CancellationToken).ConfigureAwait(false);
        exchange.CancellationToken.ThrowIfCancellationRequested();
        return null;
    }
}

internal sealed record DelayFault(TimeSpan Latency, TimeSpan Jitter) : Fault(EmulatorOperations.All), ILinkFault, IAnswerFault
{
    bool IAnswerFault.IsForHttpOnly => true;

    public bool Concerns(MqttPacket packet, bool isIncoming) => !isIncoming;

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Delay = passage.Delay == Timeout.InfiniteTimeSpan ? passage.Delay : passage.Delay + Latency + handle.Jitter(Jitter);
        passage.Held = handle.Lifted;
        return true;
    }

    public void Apply(Answer answer, FaultHandle handle) => answer.Delay += Latency + handle.Jitter(Jitter);

    internal override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(Latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Jitter, TimeSpan.Zero);
    }
}
