using System.Collections.Concurrent;

namespace ModuleIdentities.Emulator.Faults;

internal sealed record HideNewIdentitiesFault(TimeSpan For) : Fault(EmulatorOperations.GetDevice | EmulatorOperations.GetModule), IRequestFault
{
    private readonly ConcurrentDictionary<(string? DeviceId, string? ModuleId), DateTimeOffset> _made = new();
    private readonly TimeProvider? _time;

    private HideNewIdentitiesFault(HideNewIdentitiesFault original, TimeProvider time)
        : this(original)
    {
        _made = new ConcurrentDictionary<(string?, string?), DateTimeOffset>();
        _time = time;
    }

    public bool Concerns(Exchange exchange) =>
        _made.TryGetValue((exchange.Occasion.DeviceId, exchange.Occasion.ModuleId), out DateTimeOffset made) && _time!.GetUtcNow() < made + For;

    public ValueTask<Refusal?> ApplyAsync(Exchange exchange, FaultHandle handle)
    {
        Occasion occasion = exchange.Occasion;
        return ValueTask.FromResult<Refusal?>(occasion.ModuleId is null
            ? new Refusal(404, HubErrorCode.DeviceNotFound, $"Device {occasion.DeviceId} not registered.")
            : new Refusal(404, HubErrorCode.ModuleNotFound, $"Module {occasion.ModuleId} on device {occasion.DeviceId} not registered."));
    }

    public void Observe(Occasion occasion, int status)
    {
        if (status == 200 && occasion.Operation is (EmulatorOperations.CreateDevice or EmulatorOperations.CreateModule))
        {
            _made[(occasion.DeviceId, occasion.ModuleId)] = _time!.GetUtcNow();
        }
    }

    internal override Fault Armed(TimeProvider time) => new HideNewIdentitiesFault(this, time);

    internal override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(For, TimeSpan.Zero);
    }
}
