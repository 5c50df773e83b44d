using System.Globalization;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>One course of the world, from its seed to its rest, and the judgement of it.</summary>
internal sealed class SimulatedCourse
{
    private static readonly TimeSpan FaultyTime = TimeSpan.FromHours(2);

    /// <summary>The longest wait there is, an hour and a quarter, and what must be done after it.</summary>
    private static readonly TimeSpan HealingTime = TimeSpan.FromHours(2);

    private readonly int _seed;
    private readonly VirtualWorld _world;
    private readonly Faults _faults;
    private readonly SimulatedHub _hub;
    private readonly SimulatedModule _module;
    private readonly List<(int Number, Task Acknowledged)> _sends = [];
    private readonly JsonObject _reported = [];
    private readonly List<Task> _reports = [];

    private SimulatedCourse(int seed)
    {
        _seed = seed;
        _world = new VirtualWorld(seed);
        _faults = new Faults(_world);
        _hub = new SimulatedHub(_world, _faults);
        _module = new SimulatedModule(_world, _faults, _hub);
    }

    /// <summary>How many messages were sent, and received.</summary>
    public (int Sent, int Received, int GivenUp) Count => (_sends.Count, _hub.Received.Count, _sends.Count(send => IsGivenUp(send.Acknowledged)));

    public static SimulatedCourse Run(int seed)
    {
        SimulatedCourse course = new(seed);
        course.Run();
        course.Judge();
        return course;
    }

    private void Run()
    {
        _module.Start();
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
        && _module.Reported.IsEmpty
        && !_module.Desired.NeedsRead
        && JsonNode.DeepEquals(_hub.Reported, _reported)
        && "abc".All(name => JsonNode.DeepEquals(_hub.Desired[$"{name}"], LastTold($"{name}")));

    private JsonNode? LastTold(string name) => _module.Told.LastOrDefault(told => told.Change.Handler.Name == name).Change.Value;

    /// <summary>What the program and its back end do.</summary>
    private void Live()
    {
        if (!_faults.AreOn)
        {
            return;
        }

        switch (_world.Random.Next(6))
        {
            case < 4:
                for (int burst = _world.Random.Next(1, 10); burst > 0; burst--)
                {
                    Send();
                }

                break;
            case 4:
                JsonObject patch = new() { [$"r{_world.Random.Next(4)}"] = _world.Random.Next(100) };
                JsonMergePatch.Apply(_reported, patch);
                _reports.Add(_module.Reported.Add(patch, patch.ToJsonString().Length));
                _module.WorkOnTwin();
                break;
            default:
                _hub.ChangeDesired($"{"abc"[_world.Random.Next(3)]}", _world.Chance(0.2) ? null : _world.Random.Next(1000));
                break;
        }

        _world.In(_world.Between(1, 120), Live);
    }

    private void Send()
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Writer.WriteNumberValue(_sends.Count);
        message.Writer.Flush();
        _sends.Add((_sends.Count, _module.Telemetry.Send(message, CancellationToken.None)));
    }

    /// <summary>What the network and other people do.</summary>
    private void Interfere()
    {
        if (!_faults.AreOn)
        {
            return;
        }

        if (_hub.Current is { } link)
        {
            if (_faults.Strikes(Fault.Drop) || _faults.Strikes(Fault.TakeOver))
            {
                link.CloseByHub();
            }
            else if (_faults.Strikes(Fault.HalfOpen))
            {
                link.FallSilent();
            }
            else if (_faults.Strikes(Fault.Move))
            {
                _hub.Move();
            }
        }

        _world.In(_world.Between(1, 300), Interfere);
    }

    private void Judge()
    {
        string where = string.Create(
            CultureInfo.InvariantCulture,
            $"seed {_seed}, {_world.Now}; again: MODULEIDENTITIES_SEED={_seed} dotnet run --project tests/ModuleIdentities.Tests -- -class \"*.SimulationTests\"");
        Assert.True(IsAtRest, $"It did not come to rest: {_module.State}, {_module.Telemetry.Describe(null).Messages} messages wait, twin in step: {!_module.Desired.NeedsRead}; {where}");
        Assert.True(_sends.All(send => send.Acknowledged.IsCompletedSuccessfully || IsGivenUp(send.Acknowledged)), $"A send has no end; {where}");
        Assert.True(_reports.All(report => report.IsCompletedSuccessfully), $"A report has no end; {where}");

        // Every message whose task completed has arrived, in order of first arrival.
        HashSet<int> givenUp = [.. _sends.Where(send => IsGivenUp(send.Acknowledged)).Select(send => send.Number)];
        int[] firstArrivals = [.. _hub.Received.Distinct().Where(number => !givenUp.Contains(number))];
        Assert.True(firstArrivals.SequenceEqual(Enumerable.Range(0, _sends.Count).Where(number => !givenUp.Contains(number))), $"Lost or out of order: {string.Join(' ', firstArrivals.Take(50))}; {where}");
        foreach (IGrouping<string, (DesiredChange Change, int Generation)> told in _module.Told.GroupBy(told => told.Change.Handler.Name))
        {
            Assert.True(IsToldOnce([.. told.Select(one => (one.Generation, one.Change.Version))]), $"{told.Key} was told twice: {string.Join(' ', told)}; {where}");
        }
    }

    /// <summary>Thrown, with the word that it may have arrived: as after twenty links that ended with it in flight.</summary>
    private static bool IsGivenUp(Task send) => send.Exception?.InnerException is ModuleIdentityException { Code: ModuleIdentityErrorCode.Unreachable, WasSent: true };

    /// <summary>A value is told again only as a change of a later version, or of another twin.</summary>
    private static bool IsToldOnce((int Generation, long Version)[] told) => told
        .Zip(told.Skip(1))
        .All(pair => pair.First.CompareTo(pair.Second) < 0);
}
