using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Fleet;

/// <summary>Lets so many registry operations through in each minute and answers 429 to the rest, as one S1 unit of a hub: without Retry-After.</summary>
internal sealed class UnitThrottle : IAsyncDisposable
{
    private readonly IotEmulator _emulator;
    private readonly int _perMinute;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private FaultHandle _refusals;

    private UnitThrottle(IotEmulator emulator, int perMinute)
    {
        _emulator = emulator;
        _perMinute = perMinute;
        _refusals = Refuse();
        _running = RunAsync();
    }

    /// <summary>How many operations were refused.</summary>
    public int Refused { get; private set; }

    public static UnitThrottle Start(IotEmulator emulator, int perMinute) => new(emulator, perMinute);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Refused += _refusals.Hits;
        _refusals.Dispose();
        _stop.Dispose();
    }

    private FaultHandle Refuse() => _emulator.Faults.Add(
        Fault.Refuse(HubErrorCode.ThrottlingException) with { Operations = EmulatorOperations.Registry, Skip = _perMinute });

    private async Task RunAsync()
    {
        using PeriodicTimer minute = new(TimeSpan.FromMinutes(1));
        try
        {
            while (await minute.WaitForNextTickAsync(_stop.Token))
            {
                FaultHandle before = _refusals;
                _refusals = Refuse();
                Refused += before.Hits;
                before.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
