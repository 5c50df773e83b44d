using System.Globalization;
using ModuleIdentities.Benchmarks.Programs;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Fleet;

/// <summary>
/// A fleet that starts in one moment, cold, at a hub of one S1 unit: everybody comes up, nobody asks for more than is needed, and those who are
/// refused do not come back together. Each device is a process of its own.
/// </summary>
internal sealed class FleetBenchmark : IBenchmark
{
    /// <summary>What a unit of S1 allows ("IoT Hub quotas and throttling", Microsoft docs).</summary>
    private const int OperationsPerMinute = 100;

    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(10);

    public string Name => "fleet";

    public string Summary => "200 processes that start together, cold, at a hub of one S1 unit";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        int devices = arguments.Number("--devices", 200);
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        PublishedProgram program = await PublishedProgram.PublishAsync("FleetDevice", "ModuleIdentities.FleetDevice", PublishForm.NativeAot);
        await using IotEmulator emulator = await IotEmulator.StartAsync(
            new IotEmulatorOptions { RetainedJournalEntries = 1_000_000, HubScale = new HubScale(HubSku.S1) });
        RunningProgram[] fleet = [.. Enumerable.Range(0, devices).Select(i => program.Launch(Settings(emulator, i)))];
        try
        {
            await Task.WhenAll(fleet.Select(device => device.ExpectAsync("ready")));
            long memory = fleet.Sum(device => device.Memory.Resident);
            DateTimeOffset start = TimeProvider.System.GetUtcNow();
            string[] outcomes = await Task.WhenAll(fleet.Select(RunAsync));
            TimeSpan elapsed = TimeProvider.System.GetUtcNow() - start;
            Judge(report, emulator, outcomes, start, elapsed);
            report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"A process waiting for the start held {memory / devices / 1048576.0:0.0} MiB."));
            return report;
        }
        finally
        {
            foreach (RunningProgram device in fleet)
            {
                await device.DisposeAsync();
            }
        }
    }

    /// <summary>Lets a device start, and returns how it got its module: <c>Created</c>, or what stood in the way.</summary>
    private static async Task<string> RunAsync(RunningProgram device)
    {
        await device.TellAsync("");
        return await device.ReadAsync();
    }

    private static void Judge(Report report, IotEmulator emulator, string[] outcomes, DateTimeOffset start, TimeSpan elapsed)
    {
        int devices = outcomes.Length;
        TimeSpan[] asked = [.. emulator.Journal.Entries.OfType<HttpRequestEntry>()
            .Where(entry => entry.Target.Contains("/modules", StringComparison.Ordinal))
            .Select(entry => entry.ReceivedAt - start)];
        ThrottleCounts registry = emulator.Hubs[0].Limits[HubThrottle.Registry];
        report.Tables.Add(Histogram(asked));
        int up = outcomes.Count(outcome => outcome == nameof(ModuleIdentityOrigin.Created));
        report.Notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{up} of {devices} processes came up in {elapsed:mm\\:ss}; the hub admitted {registry.Admitted} operations, two for each, and refused {registry.Refused} with 429."));
        TimeSpan least = TimeSpan.FromMinutes(Math.Max(0, (2.0 * devices / OperationsPerMinute) - 1));
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"Whatever the devices do, the unit's budget takes {least:mm\\:ss} for that."));

        // The start itself is one: it counts from the first request, for how long DPS takes before is the machine's affair.
        int herd = LargestSecond(asked, asked.Min() + TimeSpan.FromSeconds(15));
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"From 15 seconds after the first request on no second saw more than {herd} requests."));
        if (up < devices)
        {
            report.Failures.Add($"{devices - up} processes did not come up: {outcomes.First(outcome => outcome != nameof(ModuleIdentityOrigin.Created))}");
        }

        if (registry.Admitted != 2 * devices)
        {
            report.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{2 * devices} operations are needed; {registry.Admitted} were admitted."));
        }

        if (herd > devices / 4)
        {
            report.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{herd} requests in one second are a herd: a quarter of the fleet is the limit."));
        }
    }

    private static Dictionary<string, string?> Settings(IotEmulator emulator, int number)
    {
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey(string.Create(CultureInfo.InvariantCulture, $"device-{number}"));
        return new Dictionary<string, string?>(emulator.SettingsFor(enrollment))
        {
            ["ModuleIdentities:Provisioning:Transport"] = "Https",
            ["ModuleIdentities:Provisioning:Timeout"] = "01:00:00",
        };
    }

    private static ReportTable Histogram(TimeSpan[] asked)
    {
        int[] counts = new int[(int)(asked.Max() / Bucket) + 1];
        foreach (TimeSpan time in asked)
        {
            counts[(int)(Math.Max(0, time.Ticks) / Bucket.Ticks)]++;
        }

        double most = counts.Max();
        return new ReportTable(
            "Requests to the registry, by when they came",
            ["seconds", "requests", ""],
            [.. counts.Select((count, i) => new[]
            {
                string.Create(CultureInfo.InvariantCulture, $"{i * Bucket.TotalSeconds:0} to {(i + 1) * Bucket.TotalSeconds:0}"),
                count.ToString(CultureInfo.InvariantCulture),
                new string('#', (int)Math.Ceiling(40 * count / most)),
            })]);
    }

    private static int LargestSecond(TimeSpan[] asked, TimeSpan from) => asked
        .Where(time => time >= from)
        .GroupBy(time => (long)time.TotalSeconds)
        .Select(second => second.Count())
        .DefaultIfEmpty()
        .Max();
}
