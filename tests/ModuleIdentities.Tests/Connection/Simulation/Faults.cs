namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>How bad this world is: chosen by its seed, so that some worlds have one fault only and some have all.</summary>
internal sealed class Faults
{
    private readonly VirtualWorld _world;
    private readonly double[] _rates;

    public Faults(VirtualWorld world)
    {
        _world = world;
        _rates = [.. Enum.GetValues<Fault>().Select(fault => world.Chance(0.4) ? world.Random.NextDouble() * Worst(fault) : 0)];
    }

    /// <summary>False when everything heals: from then on the world must come to rest.</summary>
    public bool AreOn { get; set; } = true;

    private static double Worst(Fault fault) => fault switch
    {
        // Asked at each write: a world that dies at each third never gets anywhere.
        Fault.CrashInWrite or Fault.DiskDamaged => 0.01,
        _ => 0.3,
    };

    public bool Strikes(Fault fault) => AreOn && _world.Chance(_rates[(int)fault]);
}

/// <summary>What may go wrong.</summary>
internal enum Fault
{
    ConnectFails,
    ConnectIsRefused,
    ConnectIsThrottled,
    DropAfterConnect,
    Drop,
    HalfOpen,
    AcknowledgementLost,
    Slow,
    TwinAnswerLost,
    TwinThrottled,
    PatchLost,
    PatchTwice,
    TakeOver,
    Move,
    Crash,
    PowerCut,
    CrashInWrite,
    SyncLost,
    DiskFull,
    DiskSlow,
    DiskUnreadable,
    DiskDamaged,
    DiskCannotOpen,
}
