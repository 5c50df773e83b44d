using System.Globalization;

namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>
/// One course of a world in which the module has an outbox on a bad disk and its process dies again and again: two bad hours, then everything heals, and
/// it must come to rest. What was accepted has arrived then, or somebody was told that it will not.
/// </summary>
#pragma warning disable CA1001 // The disk is a store that the module closes; there is nothing to release in a simulated one.
internal sealed class OutboxCourse
#pragma warning restore CA1001
{
    private static readonly TimeSpan FaultyTime = TimeSpan.FromHours(2);

    /// <summary>The longest wait there is, an hour and a quarter, and what must be done after it.</summary>
    private static readonly TimeSpan HealingTime = TimeSpan.FromHours(2);

    private readonly int _seed;
    private readonly VirtualWorld _world;
    private readonly Faults _faults;
    private readonly SimulatedHub _hub;
    private readonly SimulatedDisk _disk;
    private readonly OutboxOptions _limits;
    private readonly List<Sent> _sends = [];
    private SimulatedModule _module = null!;
    private int _process;
    private long _dropped;

    private OutboxCourse(int seed)
    {
        _seed = seed;
        _world = new VirtualWorld(seed);
        _faults = new Faults(_world);
        _hub = new SimulatedHub(_world, _faults);
        _disk = new SimulatedDisk(_world, _faults);
        _limits = new OutboxOptions
        {
            Capacity = _world.Chance(0.3) ? _world.Random.Next(1, 50) : 100_000,
            MaxAge = TimeSpan.FromDays(30),
            WhenFull = (TelemetryFullMode)_world.Random.Next(3),
        };
    }

    /// <summary>What happened, in numbers: a simulation in which nothing goes wrong shows nothing.</summary>
    public (int Accepted, int Copies, int Deaths, int Lost, long Dropped, int Writes) Count =>
        (_sends.Count(send => send.IsAccepted), _hub.Received.Count - _hub.Received.Distinct().Count(), _process - 1, _disk.Lost.Count, _dropped, _disk.Writes);

    public static OutboxCourse Run(int seed)
    {
        OutboxCourse course = new(seed);
        course.Run();
        course.Judge();
        return course;
    }

    private void Run()
    {
        StartProcess();
        _world.In(_world.Between(0, 60), Live);
        _world.In(_world.Between(0, 60), Interfere);
        while (_world.Now < FaultyTime)
        {
            _world.Step();
        }

        _faults.AreOn = false;
        while (_world.Now < FaultyTime + HealingTime && !IsAtRest)
        {
            _world.Step();
        }
    }

    private bool IsAtRest => _module.State == ConnectionState.Connected
        && _module.Telemetry.Describe(null).Messages == 0
        && _disk.IsOpen
        && _sends.Where(send => send.Process == _process).All(send => send.Accepted.IsCompleted);

    private void StartProcess()
    {
        _process++;
        _module = new SimulatedModule(_world, _faults, _hub, _disk, _limits, Died);
        _module.Start();
    }

    private void Died()
    {
        _dropped += _module.Dropped;
        _disk.Close();
        if (_faults.Strikes(Fault.PowerCut))
        {
            _disk.LosePower();
        }

        _world.In(_world.Between(1, 60), StartProcess);
    }

    /// <summary>What the program does.</summary>
    private void Live()
    {
        if (!_faults.AreOn)
        {
            return;
        }

        for (int burst = _world.Chance(0.003) ? 600 : _world.Random.Next(1, 10); burst > 0; burst--)
        {
            OutgoingMessage message = OutgoingMessage.Rent();
            message.Writer.WriteNumberValue(_sends.Count);
            message.Writer.Flush();
            _sends.Add(new Sent(_sends.Count, _process, _module.Telemetry.Send(message, CancellationToken.None)));
        }

        _world.In(_world.Between(1, 120), Live);
    }

    /// <summary>What the network does, and the power.</summary>
    private void Interfere()
    {
        if (!_faults.AreOn)
        {
            return;
        }

        if (_faults.Strikes(Fault.Crash) && !_module.IsDead)
        {
            _module.Die();
        }
        else if (_hub.Current is { } link && _faults.Strikes(Fault.Drop))
        {
            link.CloseByHub();
        }
        else if (_hub.Current is { } silent && _faults.Strikes(Fault.HalfOpen))
        {
            silent.FallSilent();
        }

        _world.In(_world.Between(1, 300), Interfere);
    }

    private void Judge()
    {
        _dropped += _module.Dropped;
        string where = string.Create(
            CultureInfo.InvariantCulture,
            $"seed {_seed}, {_world.Now}; again: MODULEIDENTITIES_SEED={_seed} dotnet run --project tests/ModuleIdentities.Tests -- -class \"*OutboxSimulationTests\"");
        Assert.True(IsAtRest, $"It did not come to rest: {_module.State}, {_module.Telemetry.Describe(null)}; {where}");

        int[] firstArrivals = [.. _hub.Received.Distinct()];
        int[] missing = [.. _sends.Where(send => send.IsAccepted).Select(send => send.Number).Except(firstArrivals).Except(_disk.Lost)];
        Assert.True(missing.Length <= _dropped, $"Accepted and lost: {string.Join(' ', missing.Take(50))}, {_dropped} were dropped; {where}");

        // What was never accepted promises nothing: it may come while the disk keeps what was accepted before it.
        int[] inTurn = [.. firstArrivals.Where(number => _sends[number].IsAccepted)];
        int newest = -1;
        List<int> late = inTurn.ToList().FindAll(number => (newest = Math.Max(newest, number)) != number);

        // A message that was dropped, and of which the disk has not heard so when the process dies, is sent after all, out of its turn.
        Assert.True(_disk.WasAway || late.Count <= _dropped, $"Out of order: {string.Join(' ', late.Take(50))}, {_dropped} were dropped; {where}");

        // What the far side needs to tell copies from messages.
        Assert.True(_hub.Ids.All(one => one.Id is not null), $"A message without an id; {where}");
        Assert.True(_hub.Ids.Count == firstArrivals.Length, $"A message with two ids; {where}");
        Assert.True(_hub.Ids.DistinctBy(one => one.Id).Count() == firstArrivals.Length, $"An id of two messages; {where}");
    }

    private sealed record Sent(int Number, int Process, Task Accepted)
    {
        public bool IsAccepted => Accepted.IsCompletedSuccessfully;
    }
}
