using System.Globalization;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Soak;

/// <summary>Lets one thing after the other go wrong. The same seed, the same things in the same order.</summary>
internal sealed class Chaos
{
    private readonly Random _random;
    private readonly SoakSettings _settings;
    private readonly SoakHub _hub;
    private readonly ClientLives _client;
    private readonly (string Name, int Weight, Func<Task> Strike)[] _kinds;

    public Chaos(SoakSettings settings, SoakHub hub, ClientLives client)
    {
        _random = new Random(settings.Seed);
        _settings = settings;
        _hub = hub;
        _client = client;
        _kinds =
        [
            ("drop a link", 6, () => Add(Fault.DropLink() with { ModuleId = Somebody() })),
            ("drop all links", 3, () => Add(Fault.DropLink() with { Times = settings.Modules })),
            ("half-open", 5, () => Add(Fault.HalfOpen() with { ModuleId = Somebody(), Duration = Seconds(60, 300) })),
            ("all half-open", 1, () => Add(Fault.HalfOpen() with { Times = settings.Modules, Duration = Seconds(60, 300) })),
            ("black hole", 3, () => Add(Fault.BlackHole() with { ModuleId = Somebody(), Duration = Seconds(5, 120) })),
            ("black hole for all", 1, () => Add(Fault.BlackHole() with { Duration = Seconds(5, 30) })),
            ("slow network", 3, () => Add(Fault.Delay(Seconds(0.1, 3), Seconds(0.1, 3)) with { Duration = Seconds(10, 60) })),
            ("late PUBACKs", 3, () => Add(Fault.DelayAcknowledgement(Seconds(1, 90)) with { ModuleId = Somebody(), Duration = Seconds(10, 60) })),
            ("lost PUBACKs", 5, () => Add(Fault.LoseAcknowledgement() with { Probability = 0.02, Duration = Seconds(20, 100), Seed = _random.Next() })),
            ("throttled connects", 3, () => ReconnectWith(Fault.RefuseConnect(3) with { Duration = Seconds(10, 60) })),
            ("throttled registry", 2, () => Add(Fault.Refuse(429) with { Operations = EmulatorOperations.Registry, Duration = Seconds(20, 120) })),
            ("throttled DPS", 2, () => Add(Fault.Refuse(429, TimeSpan.FromSeconds(10)) with { Operations = EmulatorOperations.Provisioning, Duration = Seconds(20, 120) })),
            ("lost registry answers", 2, () => Add(Fault.LoseAnswer() with { Operations = EmulatorOperations.Registry, Times = 5, Duration = Seconds(60, 120) })),
            ("refused credentials", 2, () => ReconnectWith(Fault.RefuseConnect(5) with { ModuleId = Somebody(), Times = 2 })),
            ("keys rolled", 4, RollKeysAsync),
            ("module deleted", 2, DeleteAsync),
            ("device moved", 2, hub.MoveAsync),
            ("hub restarts", 3, RestartHubAsync),
            ("client killed", 3, RestartClientAsync),
        ];
    }

    /// <summary>How often each kind struck.</summary>
    public SortedDictionary<string, int> Strikes { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the client may be killed: in its last part a run has one process, whose memory can be judged.</summary>
    public bool MayKill { get; set; } = true;

    /// <summary>Lets the next thing go wrong.</summary>
    public async Task StrikeAsync()
    {
        int choice = _random.Next(_kinds.Sum(kind => kind.Weight));
        int i = 0;
        while ((choice -= _kinds[i].Weight) >= 0)
        {
            i++;
        }

        if (_kinds[i].Strike != RestartClientAsync || MayKill)
        {
            Strikes[_kinds[i].Name] = Strikes.GetValueOrDefault(_kinds[i].Name) + 1;
            if (_settings.IsVerbose)
            {
                Console.Error.WriteLine($"---------- {_kinds[i].Name}");
            }

            await _kinds[i].Strike();
        }
    }

    /// <summary>The wait before the next strike.</summary>
    public TimeSpan NextPause() => TimeSpan.FromSeconds(1 + (5 * _random.NextDouble()));

    private Task Add(Fault fault)
    {
        _hub.Emulator.Faults.Add(fault);
        return Task.CompletedTask;
    }

    private Task ReconnectWith(Fault fault)
    {
        Add(fault);
        return Add(Fault.DropLink() with { ModuleId = fault.ModuleId, Times = fault.ModuleId is null ? _settings.Modules / 2 : 1 });
    }

    private async Task RollKeysAsync()
    {
        string module = Somebody();
        if (await TryAsync(devices => devices.RegenerateModuleKeysAsync(SoakHub.Device, module)))
        {
            await Add(Fault.DropLink() with { ModuleId = module });
        }
    }

    private async Task DeleteAsync()
    {
        string module = Somebody();
        await TryAsync(devices => devices.RemoveModuleAsync(SoakHub.Device, module));
    }

    private async Task RestartHubAsync()
    {
        TimeSpan away = TimeSpan.FromSeconds(0.2 + (4 * _random.NextDouble()));
        await _hub.KillAsync();
        await Task.Delay(away);
        await _hub.StartAsync();
    }

    private async Task RestartClientAsync()
    {
        await _client.KillAsync();
        _client.Begin();
    }

    private async Task<bool> TryAsync(Func<EmulatedDevices, Task> change)
    {
        try
        {
            await change(_hub.Emulator.Hubs[_hub.Current].Devices);
            return true;
        }
        catch (HubRefusedException)
        {
            // The module is not there yet, or not any more.
            return false;
        }
    }

    private string Somebody() => ClientRun.ModuleName(_random.Next(_settings.Modules));

    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * _random.NextDouble()));

    public override string ToString() => string.Join(", ", Strikes.Select(strike => string.Create(CultureInfo.InvariantCulture, $"{strike.Key} {strike.Value}")));
}
