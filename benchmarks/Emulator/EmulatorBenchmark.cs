using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ModuleIdentities.Benchmarks.Emulator;

/// <summary>What the emulator takes: modules at once, messages per second beside a bare broker, starts, registrations.</summary>
internal sealed class EmulatorBenchmark : IBenchmark
{
    private const int ModulesPerDevice = 50;
    private const int Senders = 8;
    private const int Window = 64;
    private const double LeastThroughputRatio = 0.7;
    private const double LongestStart = 150;

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("""{"temperature":21.5,"humidity":44.25,"pressure":1013.2}""");

    public string Name => "emulator";

    public string Summary => "load on the emulator [--modules 10000] [--messages 100000] [--rounds 5] [--starts 21] [--side-by-side 50] [--registrations 10000] [--only NAME,…]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- emulator {arguments.CommandLine}".TrimEnd());
        ReportTable table = new("Load on the emulator", ["what", "figure", "aim"], []);
        report.Tables.Add(table);
        string[] parts = arguments.List("--only", "start", "side-by-side", "telemetry", "registrations", "modules");
        foreach (string part in parts)
        {
            await (part switch
            {
                "start" => MeasureStartAsync(arguments.Number("--starts", 21), table, report),
                "side-by-side" => MeasureSideBySideAsync(arguments.Number("--side-by-side", 50), table),
                "telemetry" => MeasureTelemetryAsync(arguments.Number("--messages", 100_000), arguments.Number("--rounds", 5), table, report),
                "registrations" => MeasureRegistrationsAsync(arguments.Number("--registrations", 10_000), table),
                "modules" => MeasureModulesAsync(arguments.Number("--modules", 10_000), table),
                _ => throw new ArgumentException($"'{part}' is no part of this benchmark."),
            });
        }

        report.Notes.Add("Server and clients share the machine; each server is a process of its own. For 10,000 modules, `ulimit -n` must be at least 11000 for both.");
        return report;
    }

    private static async Task MeasureStartAsync(int starts, ReportTable table, Report report)
    {
        List<double> cold = [];
        for (int i = 0; i < 5; i++)
        {
            cold.Add((await StartInOneProcessAsync(1)).Times[0]);
        }

        double warm = Median([.. (await StartInOneProcessAsync(starts)).Times.Skip(1)]);
        table.Rows.Add(["start to first registration, new process, median of 5", $"{Text(Median(cold))} ms", ""]);
        table.Rows.Add([$"start to first registration, same process, median of {starts - 1}", $"{Text(warm)} ms", $"≤ {Text(LongestStart)} ms"]);
        if (warm > LongestStart)
        {
            report.Failures.Add($"a start takes {Text(warm)} ms");
        }
    }

    private static async Task MeasureSideBySideAsync(int count, ReportTable table)
    {
        (List<double> times, long bytes) = await StartInOneProcessAsync(count);
        table.Rows.Add([$"{count} emulators side by side, each with a registration", $"{Text(times.Sum())} ms", ""]);
        table.Rows.Add(["memory of each", $"{Text(bytes / 1024.0 / count)} KiB", ""]);
    }

    private static async Task<(List<double> Times, long Bytes)> StartInOneProcessAsync(int count)
    {
        using Process process = ServerProcess.Launch("start", count.ToString(CultureInfo.InvariantCulture));
        string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        List<double> numbers = [.. lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        return ([.. numbers.SkipLast(1)], (long)numbers[^1]);
    }

    private static async Task MeasureTelemetryAsync(int messages, int rounds, ReportTable table, Report report)
    {
        await using ServerProcess emulator = await ServerProcess.StartAsync("emulator", "1");
        await using ServerProcess broker = await ServerProcess.StartAsync("broker");
        using LoadFleet fleet = new(emulator);
        await fleet.RegisterAsync(0);
        List<MqttLoadClient> toEmulator = [];
        List<MqttLoadClient> toBroker = [];
        for (int i = 0; i < Senders; i++)
        {
            toEmulator.Add(await fleet.ConnectAsync(0, i, await fleet.GetOrCreateAsync(0, i)));
            toBroker.Add(await MqttLoadClient.ConnectAsync(broker.MqttPort, $"client-{i}", "user", "password"));
        }

        // Turn by turn, so that what else the machine does meets both alike.
        List<double> ratios = [];
        List<(Throughput Emulator, Throughput Broker)> figures = [];
        for (int round = 0; round <= rounds; round++)
        {
            Throughput own = await SendAsync(emulator, toEmulator, messages);
            Throughput bare = await SendAsync(broker, toBroker, messages);
            if (round > 0)
            {
                figures.Add((own, bare));
                ratios.Add(own.PerSecond / bare.PerSecond);
            }
        }

        double ratio = Median(ratios);
        table.Rows.Add(["QoS 1 telemetry over TLS", $"{Text(Median([.. figures.Select(f => f.Emulator.PerSecond)]))} messages/s", ""]);
        table.Rows.Add(["bare MQTTnet.Server, same clients", $"{Text(Median([.. figures.Select(f => f.Broker.PerSecond)]))} messages/s", ""]);
        table.Rows.Add([$"ratio, median of {rounds} rounds", ratio.ToString("F2", CultureInfo.InvariantCulture), $"≥ {LeastThroughputRatio.ToString(CultureInfo.InvariantCulture)}"]);
        table.Rows.Add(["server CPU per message, emulator", $"{Median([.. figures.Select(f => f.Emulator.MicrosecondsEach)]).ToString("F1", CultureInfo.InvariantCulture)} µs", ""]);
        table.Rows.Add(["server CPU per message, broker", $"{Median([.. figures.Select(f => f.Broker.MicrosecondsEach)]).ToString("F1", CultureInfo.InvariantCulture)} µs", ""]);
        if (ratio < LeastThroughputRatio)
        {
            report.Failures.Add($"telemetry reaches {ratio.ToString("F2", CultureInfo.InvariantCulture)} of the bare broker");
        }

        foreach (MqttLoadClient client in toEmulator.Concat(toBroker))
        {
            await client.DisposeAsync();
        }
    }

    private static async Task<Throughput> SendAsync(ServerProcess server, List<MqttLoadClient> clients, int messages)
    {
        TimeSpan processor = server.Processor;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select((client, i) => client.PublishAsync(LoadFleet.Topic(ServerCell.Device(0), LoadFleet.ModuleName(i)), Payload, messages / clients.Count, Window)));
        return new Throughput(messages / Stopwatch.GetElapsedTime(start).TotalSeconds, (server.Processor - processor).TotalMicroseconds / messages);
    }

    private static async Task MeasureRegistrationsAsync(int count, ReportTable table)
    {
        await using ServerProcess emulator = await ServerProcess.StartAsync("emulator", count.ToString(CultureInfo.InvariantCulture));
        using LoadFleet fleet = new(emulator);
        long start = Stopwatch.GetTimestamp();
        await LoadFleet.ForEachAsync(count, fleet.RegisterAsync);
        double registered = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        await LoadFleet.ForEachAsync(count, number => fleet.GetOrCreateAsync(number, 0));
        double created = Stopwatch.GetElapsedTime(start).TotalSeconds;
        table.Rows.Add([$"{Text(count)} registrations through DPS", $"{Text(count / registered)}/s", ""]);
        table.Rows.Add([$"{Text(count)} times get-or-create of a module", $"{Text(count / created)}/s", ""]);
        table.Rows.Add(["server CPU per device for both", $"{Text(emulator.Processor.TotalMicroseconds / count)} µs", ""]);
    }

    private static async Task MeasureModulesAsync(int count, ReportTable table)
    {
        int devices = (count + ModulesPerDevice - 1) / ModulesPerDevice;
        await using ServerProcess emulator = await ServerProcess.StartAsync("emulator", devices.ToString(CultureInfo.InvariantCulture));
        using LoadFleet fleet = new(emulator);
        await LoadFleet.ForEachAsync(devices, fleet.RegisterAsync);
        string[] keys = new string[count];
        await LoadFleet.ForEachAsync(count, async number => keys[number] = await fleet.GetOrCreateAsync(number / ModulesPerDevice, number % ModulesPerDevice));
        long before = await emulator.MeasureMemoryAsync();
        MqttLoadClient[] clients = new MqttLoadClient[count];
        long start = Stopwatch.GetTimestamp();
        await LoadFleet.ForEachAsync(count, async number => clients[number] = await fleet.ConnectAsync(number / ModulesPerDevice, number % ModulesPerDevice, keys[number]));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long after = await emulator.MeasureMemoryAsync();

        // Every one of them is alive, not merely open.
        await LoadFleet.ForEachAsync(count, number => clients[number].PublishAsync(LoadFleet.Topic(ServerCell.Device(number / ModulesPerDevice), LoadFleet.ModuleName(number % ModulesPerDevice)), Payload, 1, 1));
        table.Rows.Add([$"{Text(count)} modules connected at once over TLS", $"{Text(count / seconds)} connects/s", ""]);
        table.Rows.Add(["memory per connection", $"{Text((after - before) / 1024.0 / count)} KiB", ""]);
        table.Rows.Add(["memory of the process", $"{Text(after / 1024.0 / 1024.0)} MiB", ""]);
        foreach (MqttLoadClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static double Median(List<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered.Length % 2 == 1 ? ordered[ordered.Length / 2] : (ordered[(ordered.Length / 2) - 1] + ordered[ordered.Length / 2]) / 2;
    }

    private static string Text(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private readonly record struct Throughput(double PerSecond, double MicrosecondsEach);
}
