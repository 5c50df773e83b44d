using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Faults;

internal sealed record ShiftClockFault(TimeSpan By) : Fault(EmulatorOperations.All)
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(365);

    internal override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(By.Duration(), Most, nameof(By));
        if (DeviceId is not null || ModuleId is not null || Operations != EmulatorOperations.All || Skip > 0 || Times is not null || Probability < 1)
        {
            throw new ArgumentException("The clock is everybody's: it is shifted for all devices and operations, until the fault is removed or over.");
        }
    }
}

internal sealed record ExpireTokensFault() : Fault(EmulatorOperations.Connect | EmulatorOperations.Requests | EmulatorOperations.Telemetry), ILinkFault, IRequestFault, ISuddenFault
{
    bool IRequestFault.IsForHttpOnly => true;

    public bool Concerns(MqttPacket packet, bool isIncoming) => packet is MqttConnectPacket { Password.Length: > 0 };

    public bool Apply(PacketPassage passage, FaultHandle handle)
    {
        passage.Link.Refusal = MqttConnectReturnCode.ConnectionRefusedNotAuthorized;
        return true;
    }

    public bool Concerns(Exchange exchange) => exchange.HasToken;

    public ValueTask<Refusal?> ApplyAsync(Exchange exchange, FaultHandle handle) => ValueTask.FromResult<Refusal?>(
        (exchange.Occasion.Operation & (EmulatorOperations.Provisioning | EmulatorOperations.ManageEnrollments)) != 0
            ? new Refusal(401, null, "Unauthorized")
            : new Refusal(401, HubErrorCode.IotHubUnauthorized, "The specified SAS token has an invalid or past expiry."));

    public Occasion OccasionOf(FaultyLink link) => link.HasToken ? link.Whole with { Operation = EmulatorOperations.Connect } : default;

    public void Strike(FaultyLink link, FaultHandle handle) => link.Drop();
}
