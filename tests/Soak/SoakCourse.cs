using System.Diagnostics;

namespace ModuleIdentities.Soak;

/// <summary>One run: begin, chaos, healing, judgement.</summary>
internal static class SoakCourse
{
    /// <summary>Of the client's and the hub's clock: the longest wait there is, an hour and a quarter, and a little for what follows it.</summary>
    private static readonly TimeSpan HealingTime = TimeSpan.FromMinutes(80);

    /// <summary>Of the machine's clock: until every module has sent something.</summary>
    private static readonly TimeSpan BeginTime = TimeSpan.FromMinutes(2);

    public static async Task<SoakReport> RunAsync(SoakSettings settings, CancellationToken cancellationToken)
    {
        SoakReport report = new();
        Oracle oracle = new(settings.Modules);
        string folder = Directory.CreateTempSubdirectory("moduleidentities-soak-").FullName;
        FastClock clock = new(TimeProvider.System.GetUtcNow(), settings.Speed);
        await using SoakHub hub = await SoakHub.StartAsync(clock, oracle, folder);
        using ClientLives client = new(settings, clock, Configure(hub, folder), oracle);
        Chaos chaos = new(settings, hub, client);
        client.Begin();
        await oracle.Everybody.WaitAsync(BeginTime, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < settings.Length)
        {
            await Task.Delay(chaos.NextPause(), cancellationToken);
            chaos.MayKill = Stopwatch.GetElapsedTime(start) < settings.Length / 2;
            await chaos.StrikeAsync();
        }

        TimeSpan chaotic = Stopwatch.GetElapsedTime(start);
        hub.Emulator.Faults.Clear();
        bool isEnded = await client.EndAsync(HealingTime / settings.Speed);
        TimeSpan healing = Stopwatch.GetElapsedTime(start) - chaotic;
        await hub.KillAsync();
        if (!isEnded)
        {
            report.Fail($"a send or a disposal has no end: the client did not end within {HealingTime} of its clock after the chaos");
        }

        report.Say($"{settings.Modules} modules, seed {settings.Seed}: {chaotic:mm\\:ss} of chaos at {settings.Speed} times the speed of the clock, healed in {healing:mm\\:ss}, {client.Count} lives of the client");
        report.Say($"{chaos}");

        // One of the ten that a module would send in a second without chaos.
        oracle.Judge(report, (int)settings.Length.TotalSeconds);
        Directory.Delete(folder, recursive: true);
        return report;
    }

    private static Dictionary<string, string?> Configure(SoakHub hub, string folder) => new(hub.Configuration)
    {
        ["ModuleIdentities:Cache:Directory"] = Path.Combine(folder, "identities"),
        ["ModuleIdentities:Outbox:Directory"] = Path.Combine(folder, "outbox"),
        ["ModuleIdentities:Outbox:MaxAge"] = "30.00:00:00",
        ["ModuleIdentities:Network:OperationTimeout"] = "00:01:00",
        ["ModuleIdentities:Telemetry:MessageTimeout"] = "10.00:00:00",
        ["ModuleIdentities:Telemetry:FlushTimeout"] = "00:00:30",
    };
}
