using System.Globalization;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Fleet;

/// <summary>
/// A fleet that starts in one moment, cold, at a hub of one S1 unit: everybody comes up, nobody asks for more than is needed, and those who are
/// refused do not come back together. Its clients are independent of each other (sessions, connections, clocks of their own) in one process.
/// </summary>
internal sealed class FleetBenchmark : IBenchmark
{
    /// <summary>What a unit of S1 allows ("IoT Hub quotas and throttling", Microsoft docs).</summary>
    private const int OperationsPerMinute = 100;

    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(10);

    public string Name => "fleet";

    public string Summary => "200 devices that start together, cold, at a hub that allows 100 registry operations a minute";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        int devices = arguments.Number("--devices", 200);
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { RetainedJournalEntries = 1_000_000 });
        ModuleIdentityOptions[] clients = [.. Enumerable.Range(0, devices).Select(i => Client(emulator, i))];
        UnitThrottle throttle = UnitThrottle.Start(emulator, OperationsPerMinute);
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        ModuleIdentity[] identities = await Task.WhenAll(clients.Select(client => ModuleProvisioner.ProvisionAsync(client, "thermostat")));
        TimeSpan elapsed = TimeProvider.System.GetUtcNow() - start;
        await throttle.DisposeAsync();

        TimeSpan[] asked = [.. emulator.Journal.Entries.OfType<HttpRequestEntry>()
            .Where(entry => entry.Target.Contains("/modules", StringComparison.Ordinal))
            .Select(entry => entry.ReceivedAt - start)];
        report.Tables.Add(Histogram(asked));
        report.Notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{identities.Length} of {devices} devices came up in {elapsed:mm\\:ss}; {emulator.Counters.Total} operations were carried out (two for each), {throttle.Refused} were refused with 429."));
        TimeSpan least = TimeSpan.FromMinutes(Math.Ceiling(2.0 * devices / OperationsPerMinute) - 1);
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"The unit's budget alone takes {least:mm\\:ss}."));
        int herd = LargestSecond(asked, TimeSpan.FromSeconds(15));
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"After the first 15 seconds no second saw more than {herd} requests."));
        if (emulator.Counters.Total != 2 * devices)
        {
            report.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{2 * devices} operations are needed; {emulator.Counters.Total} were carried out."));
        }

        if (herd > devices / 4)
        {
            report.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{herd} requests in one second are a herd: a quarter of the fleet is the limit."));
        }

        return report;
    }

    private static ModuleIdentityOptions Client(IotEmulator emulator, int number)
    {
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey(string.Create(CultureInfo.InvariantCulture, $"device-{number}"));
        return ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(enrollment))
            .AddInMemoryCollection(
            [
                new("ModuleIdentities:Provisioning:Transport", "Https"),
                new("ModuleIdentities:Provisioning:Timeout", "01:00:00"),
            ])
            .Build());
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
