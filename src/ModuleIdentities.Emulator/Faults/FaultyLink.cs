using ModuleIdentities.Emulator.Wire.Mqtt;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>The faults between an MQTT connection and what serves it. Without any it hands packets through.</summary>
/// <param name="faults">The faults that stand.</param>
/// <param name="abort">Resets the connection.</param>
/// <param name="gone">Ends when the client has closed the connection.</param>
internal sealed class FaultyLink(FaultList faults, Action abort, CancellationToken gone)
{
    private Action<MqttPacket> _write = static _ => { };
    private Action<string> _close = static _ => { };
    private CancellationToken _closed;
    private MqttExchanges? _exchanges;
    private DelayLane? _all;
    private DelayLane? _acknowledgements;
    private FaultHandle? _halfOpen;
    private bool _isAborted;

    /// <summary>The connection itself as an occasion, once its CONNECT has come.</summary>
    public Occasion Whole { get; private set; }

    /// <summary>Whether its CONNECT has come.</summary>
    public bool IsConnected => Whole.DeviceId is not null;

    /// <summary>Whether the CONNECT came with a token.</summary>
    public bool HasToken { get; private set; }

    /// <summary>Whether the CONNECT was accepted.</summary>
    public bool IsAdmitted { get; private set; }

    /// <summary>The CONNACK code with which the CONNECT is to be refused; null for whatever the service says.</summary>
    public MqttConnectReturnCode? Refusal { get; set; }

    private FaultHandle? Holder => _halfOpen is { IsRemoved: false } halfOpen
        ? halfOpen
        : faults.Active.FirstOrDefault(handle => handle.Armed is BlackHoleFault && handle.Fault.Matches(Whole) && !handle.IsRemoved);

    /// <summary>Says who serves the connection.</summary>
    /// <param name="write">Sends a packet.</param>
    /// <param name="close">Gives the connection up, for a reason.</param>
    /// <param name="closed">Ends when it was given up.</param>
    public void Bind(Action<MqttPacket> write, Action<string> close, CancellationToken closed)
    {
        _write = write;
        _close = close;
        _closed = closed;
    }

    /// <summary>Lets the faults meet a packet of the client.</summary>
    /// <returns>Whether the server shall have it.</returns>
    public ValueTask<bool> ReceiveAsync(MqttPacket packet)
    {
        if (packet is MqttConnectPacket connect)
        {
            Note(connect);
        }

        return faults.IsEmpty && !FaultMessage.Is(packet) ? ValueTask.FromResult(true) : ReceiveThroughFaultsAsync(packet);
    }

    /// <summary>Lets the faults meet a packet of the server, and sends it if they let it pass.</summary>
    /// <returns>False when there is nothing to meet, and the server may send it itself.</returns>
    public bool TrySend(MqttPacket packet)
    {
        IsAdmitted |= packet is MqttConnAckPacket { ReturnCode: MqttConnectReturnCode.ConnectionAccepted };
        if (faults.IsEmpty && _halfOpen is null && _all is not { IsBusy: true })
        {
            return false;
        }

        SendThroughFaults(packet);
        return true;
    }

    /// <summary>Sends a packet that no fault shall meet.</summary>
    public void Write(MqttPacket packet)
    {
        if (_halfOpen is null)
        {
            _write(packet);
        }
    }

    /// <summary>Resets the connection as a broken network does.</summary>
    public void Drop() => _close("a fault dropped it");

    /// <summary>Gives the connection up without a sign to the client.</summary>
    public void GoHalfOpen(FaultHandle handle)
    {
        _halfOpen = handle;
        _close("a fault left it half open");
    }

    /// <summary>Resets the connection, unless a fault keeps the client from hearing of it.</summary>
    public void Abort()
    {
        _isAborted = true;
        if (Holder is null)
        {
            abort();
        }
    }

    /// <summary>Keeps the socket open for as long as a fault keeps the client from hearing that it is not served any more.</summary>
    public async Task EndAsync()
    {
        faults.Links.Detach(this);
        while (Holder is { } holder && !gone.IsCancellationRequested)
        {
            await holder.LiftedAsync(gone).ConfigureAwait(false);
        }

        if (_isAborted)
        {
            abort();
        }
    }

    private async ValueTask<bool> ReceiveThroughFaultsAsync(MqttPacket packet)
    {
        _exchanges ??= new MqttExchanges(this, faults);
        PacketPassage passage = new(this, packet, true, _exchanges.Describe(packet, true));
        if (!await MeetIncomingAsync(passage).ConfigureAwait(false))
        {
            return false;
        }

        if (packet is not MqttPublishPacket publish)
        {
            return true;
        }

        if (!IsAdmitted || !FaultMessage.Is(publish))
        {
            return await _exchanges.ReceiveAsync(publish, passage.Occasion, _closed).ConfigureAwait(false);
        }

        if (faults.Messages.Take(publish, Whole) && publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce)
        {
            Write(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });
        }

        return false;
    }

    private async ValueTask<bool> MeetIncomingAsync(PacketPassage passage)
    {
        foreach (FaultHandle handle in faults.Active)
        {
            if (!Meets(passage, handle))
            {
                return false;
            }

            if (passage.Delay != TimeSpan.Zero)
            {
                await handle.LiftedAsync(_closed).ConfigureAwait(false);
                passage.Delay = TimeSpan.Zero;
            }
        }

        return true;
    }

    private void SendThroughFaults(MqttPacket packet)
    {
        if (_halfOpen is not null)
        {
            return;
        }

        _exchanges ??= new MqttExchanges(this, faults);
        PacketPassage passage = new(this, packet, false, _exchanges.Describe(packet, false));
        if (packet is MqttPublishPacket publish)
        {
            _exchanges.Send(publish);
        }

        foreach (FaultHandle handle in faults.Active)
        {
            if (!Meets(passage, handle))
            {
                return;
            }
        }

        if (passage.MayBeOvertaken)
        {
            _acknowledgements ??= new DelayLane(faults.Time, WriteInTurn);
            _acknowledgements.Add(packet, passage.Delay, passage.Held);
        }
        else if (passage.Delay != TimeSpan.Zero)
        {
            _all ??= new DelayLane(faults.Time, Write);
            _all.Add(packet, passage.Delay, passage.Held);
        }
        else
        {
            WriteInTurn(packet);
        }

        if (passage.Following is { } following)
        {
            WriteInTurn(following);
        }
    }

    /// <summary>Sends a packet behind those that wait.</summary>
    private void WriteInTurn(MqttPacket packet)
    {
        if (_all is { IsBusy: true } lane)
        {
            lane.Add(packet, TimeSpan.Zero, CancellationToken.None);
        }
        else
        {
            Write(packet);
        }
    }

    private static bool Meets(PacketPassage passage, FaultHandle handle) =>
        handle.Armed is not ILinkFault fault || !fault.Concerns(passage.Packet, passage.IsIncoming) || !handle.TryHit(passage.Occasion)
        || fault.Apply(passage, handle);

    private void Note(MqttConnectPacket connect)
    {
        HasToken = connect.Password is { Length: > 0 };
        Whole = MqttUserName.TryParse(connect.Username, out MqttUserName? userName) && userName is MqttUserName.Hub hub
            ? new Occasion(EmulatorOperations.None, hub.Principal.DeviceId, hub.Principal.ModuleId)
            : new Occasion(EmulatorOperations.None, connect.ClientId);
    }
}
