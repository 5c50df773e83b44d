using System.Globalization;

namespace ModuleIdentities.Soak;

/// <summary>Compares what the client was told of its messages with what the hub has received.</summary>
/// <param name="modules">How many modules there are.</param>
internal sealed class Oracle(int modules)
{
    private readonly Lock _gate = new();
    private readonly ModuleRecord[] _modules = [.. Enumerable.Range(0, modules).Select(i => new ModuleRecord(ClientRun.HasOutbox(i)))];
    private readonly List<List<(long Heap, long Resident)>> _memory = [];
    private readonly Dictionary<string, int> _failures = [];

    private readonly TaskCompletionSource _everybody = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Received { get; private set; }

    /// <summary>Completes when a message of each module has arrived.</summary>
    public Task Everybody => _everybody.Task;

    public long Acknowledged { get; private set; }

    /// <summary>Another process begins.</summary>
    public void LifeBegins()
    {
        lock (_gate)
        {
            _memory.Add([]);
        }
    }

    /// <summary>Takes a line of the client.</summary>
    public void Hear(string[] words)
    {
        lock (_gate)
        {
            switch (words)
            {
                case ["ack", string module, string id]:
                    Acknowledged++;
                    _modules[int.Parse(module, CultureInfo.InvariantCulture)].Acknowledged.Add(long.Parse(id, CultureInfo.InvariantCulture));
                    break;
                case ["fail", _, _, string code]:
                    _failures[code] = _failures.GetValueOrDefault(code) + 1;
                    break;
                case ["dropped", string count, string reason]:
                    _failures[$"dropped, {reason}"] = _failures.GetValueOrDefault($"dropped, {reason}") + int.Parse(count, CultureInfo.InvariantCulture);
                    break;
                case ["memory", string heap, string resident]:
                    _memory[^1].Add((long.Parse(heap, CultureInfo.InvariantCulture), long.Parse(resident, CultureInfo.InvariantCulture)));
                    break;
            }
        }
    }

    /// <summary>Takes a message that the hub has received.</summary>
    public void Receive(int module, long id)
    {
        lock (_gate)
        {
            Received++;
            _modules[module].Receive(id);
            if (_modules[module].Arrived.Count == 1 && _modules.All(each => each.Arrived.Count > 0))
            {
                _everybody.TrySetResult();
            }
        }
    }

    /// <summary>What does not hold, and the figures.</summary>
    /// <param name="report">Where to say it.</param>
    /// <param name="least">How many messages of each module must have arrived, or nothing was put to the test.</param>
    public void Judge(SoakReport report, int least)
    {
        lock (_gate)
        {
            if (_modules.Min(module => module.Arrived.Count) < least)
            {
                report.Fail($"nothing was put to the test: fewer than {least} messages of a module arrived");
            }

            for (int i = 0; i < _modules.Length; i++)
            {
                long[] lost = [.. _modules[i].Acknowledged.Where(id => !_modules[i].Arrived.Contains(id))];
                if (lost.Length > 0)
                {
                    report.Fail($"{ClientRun.ModuleName(i)}: {lost.Length} messages were acknowledged and have not arrived, the first {lost[0]}");
                }

                if (_modules[i].OutOfOrder.Count > 0)
                {
                    report.Fail($"{ClientRun.ModuleName(i)}: {_modules[i].OutOfOrder.Count} messages arrived out of order, the first {_modules[i].OutOfOrder[0]}");
                }
            }

            long distinct = _modules.Sum(module => (long)module.Arrived.Count);
            report.Say($"{Acknowledged:#,0} sends were acknowledged or accepted by an outbox; {distinct:#,0} messages arrived, {Received - distinct:#,0} of them again; {_modules.Min(module => module.Arrived.Count):#,0} or more of each module");
            report.Say($"sends that failed: {(_failures.Count == 0 ? "none" : string.Join(", ", _failures.Select(failure => $"{failure.Value} {failure.Key}")))}");
            JudgeMemory(report);
        }
    }

    /// <summary>Flat: the heap after a full collection is at the end of the longest life what it was in its middle.</summary>
    private void JudgeMemory(SoakReport report)
    {
        const double Kept = 1.25;
        const long Noise = 2 * 1024 * 1024;
        List<(long Heap, long Resident)> longest = _memory.MaxBy(life => life.Count)!;
        if (longest.Count < 6)
        {
            report.Say($"memory: no life was long enough to judge");
            return;
        }

        int third = longest.Count / 3;
        double middle = longest.Skip(third).Take(third).Average(point => point.Heap);
        double end = longest.TakeLast(third).Average(point => point.Heap);
        report.Say($"memory of the longest life, {longest.Count} samples: heap after collection {middle / 1024:#,0} KiB in its middle third, {end / 1024:#,0} KiB in its last; resident {longest[^1].Resident / 1024 / 1024} MiB at the end");
        if (end > (middle * Kept) + Noise)
        {
            report.Fail($"memory grows: from {middle / 1024:#,0} to {end / 1024:#,0} KiB");
        }
    }

    /// <param name="isDurable">Whether its messages outlive the process, and keep their order over all of its lives.</param>
    private sealed class ModuleRecord(bool isDurable)
    {
        private readonly Dictionary<long, long> _lastOfLife = [];

        public List<long> Acknowledged { get; } = [];

        public HashSet<long> Arrived { get; } = [];

        public List<long> OutOfOrder { get; } = [];

        public void Receive(long id)
        {
            if (!Arrived.Add(id))
            {
                return;
            }

            // Without an outbox, what a killed process had under way may still come while the next one sends.
            long life = isDurable ? 0 : id / ClientRun.Apart;
            if (id < _lastOfLife.GetValueOrDefault(life))
            {
                OutOfOrder.Add(id);
            }

            _lastOfLife[life] = id;
        }
    }
}
