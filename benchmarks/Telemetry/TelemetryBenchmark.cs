using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModuleIdentities.Benchmarks.Emulator;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>The generated client beside what else could send the same messages to the same hub, turn by turn.</summary>
internal sealed class TelemetryBenchmark : IBenchmark
{
    private const string Generated = "generated client";
    private const string Durable = "generated client, outbox";
    private const string Bare = "bare MQTTnet client";
    private const string Official = "Microsoft.Azure.Devices.Client";
    private const double LeastRatio = 0.9;
    private const double LeastDurableRatio = 0.5;
    private const double MostExtraBytes = 300;
    private const int MostRoundTrips = 3;
    private static readonly int[] Windows = [1, 64];

    public string Name => "telemetry";

    public string Summary =>
        "sending beside a bare MQTTnet client and Microsoft's SDK [--messages 50000] [--rounds 5] [--official FOLDER] [--idle 50] [--only send,warm,idle]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        string? official = arguments.Text("--official");

        // Microsoft's client knows no other port.
        await using ServerProcess emulator = await ServerProcess.StartAsync("emulator", "4", official is null ? "0" : "8883");
        foreach (string part in arguments.List("--only", "send", "warm", "idle"))
        {
            await (part switch
            {
                "send" => MeasureSendingAsync(emulator, arguments, official, report),
                "warm" => MeasureWarmStartAsync(emulator, report),
                "idle" => MeasureIdleAsync(emulator, arguments.Number("--idle", 50), report),
                _ => throw new ArgumentException($"'{part}' is no part of this benchmark."),
            });
        }

        report.Notes.Add("The emulator and each client are processes of their own on the same machine, over TLS; figures are medians of rounds in which the clients take turns.");
        return report;
    }

    private static async Task MeasureSendingAsync(ServerProcess emulator, BenchmarkArguments arguments, string? official, Report report)
    {
        int messages = arguments.Number("--messages", 50_000);
        int rounds = arguments.Number("--rounds", 5);
        List<ClientProcess> clients = await StartAsync(emulator, official, report);
        foreach (int window in Windows)
        {
            for (int round = 0; round <= rounds; round++)
            {
                foreach (ClientProcess client in clients)
                {
                    await client.RunAsync(window, window == 1 ? messages / 4 : messages, isKept: round > 0);
                }
            }
        }

        report.Tables.Add(new ReportTable(
            "Telemetry of one module, QoS 1",
            ["client", "window", "messages/s", "beside bare", "bytes/message", "beside bare", "client CPU, µs", "p50, µs", "p99, µs"],
            [.. from window in Windows from client in clients select Row(client, clients.Single(each => each.Name == Bare), window)]));
        report.Notes.Add("A run ends with the last PUBACK. Latency is from send to PUBACK; with an outbox, to when the message is on disk.");
        Judge(clients, report);
        foreach (ClientProcess client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task<List<ClientProcess>> StartAsync(ServerProcess emulator, string? official, Report report)
    {
        using LoadFleet fleet = new(emulator);
        await fleet.RegisterAsync(0);
        (string clientId, string userName, string password) = LoadFleet.Principal(ServerCell.Device(0), LoadFleet.ModuleName(0), await fleet.GetOrCreateAsync(0, 0));
        List<ClientProcess> clients =
        [
            await ClientProcess.StartAsync(Generated, ["generated", await emulator.SettingsAsync(0)]),
            await ClientProcess.StartAsync(Durable, ["outbox", await emulator.SettingsAsync(3)]),
            await ClientProcess.StartAsync(
                Bare, ["bare", emulator.MqttPort.ToString(CultureInfo.InvariantCulture), clientId, userName, password, LoadFleet.Topic(ServerCell.Device(0), LoadFleet.ModuleName(0))]),
        ];
        if (official is null)
        {
            report.Notes.Add($"{Official}: absent; `--official FOLDER` names a folder with its assemblies (the emulator then needs port 8883).");
        }
        else
        {
            string root = Path.GetTempFileName();
            await File.WriteAllTextAsync(
                root, JsonSerializer.Deserialize<Dictionary<string, string?>>(await emulator.SettingsAsync(0))!["ModuleIdentities:Network:TrustedRootPem"]);
            string key = await fleet.GetOrCreateAsync(0, 1);
            clients.Add(await ClientProcess.StartAsync(
                Official, ["official", official, $"HostName=127.0.0.1;DeviceId={ServerCell.Device(0)};ModuleId={LoadFleet.ModuleName(1)};SharedAccessKey={key}"], root));
        }

        return clients;
    }

    private static void Judge(List<ClientProcess> clients, Report report)
    {
        List<RunFigures> own = clients.Single(client => client.Name == Generated).Runs[64];
        List<RunFigures> bare = clients.Single(client => client.Name == Bare).Runs[64];
        double ratio = Ratio(own, bare);
        double durable = Ratio(clients.Single(client => client.Name == Durable).Runs[64], bare);
        double extra = RunFigures.MedianOf(own).Bytes - RunFigures.MedianOf(bare).Bytes;
        if (ratio < LeastRatio)
        {
            report.Failures.Add(Text($"the generated client reaches {ratio:F2} of the bare one at window 64; at least {LeastRatio} is wanted"));
        }

        if (durable < LeastDurableRatio)
        {
            report.Failures.Add(Text($"through the outbox the generated client reaches {durable:F2} of the bare one at window 64; at least {LeastDurableRatio} is wanted"));
        }

        if (extra > MostExtraBytes)
        {
            report.Failures.Add(Text($"the generated client allocates {extra:F0} bytes a message more than the bare one; at most {MostExtraBytes} is wanted"));
        }
    }

    private static double Ratio(List<RunFigures> own, List<RunFigures> bare) =>
        RunFigures.Middle(own.Zip(bare, (mine, theirs) => mine.PerSecond / theirs.PerSecond));

    private static string[] Row(ClientProcess client, ClientProcess bare, int window)
    {
        RunFigures figures = RunFigures.MedianOf(client.Runs[window]);
        double ratio = Ratio(client.Runs[window], bare.Runs[window]);
        double extra = figures.Bytes - RunFigures.MedianOf(bare.Runs[window]).Bytes;
        return
        [
            client.Name, Text($"{window}"), Text($"{figures.PerSecond:#,0}"), Text($"{ratio:F2}"), Text($"{figures.Bytes:#,0}"), Text($"{extra:+#,0;-#,0;0}"),
            Text($"{figures.Processor:F1}"), Text($"{figures.Median:#,0}"), Text($"{figures.P99:#,0}"),
        ];
    }

    private static async Task MeasureWarmStartAsync(ServerProcess emulator, Report report)
    {
        Dictionary<string, string?> settings = JsonSerializer.Deserialize<Dictionary<string, string?>>(await emulator.SettingsAsync(1))!;
        (int trips, double milliseconds) = await WarmStart.MeasureAsync(settings, rounds: 9);
        report.Tables.Add(new ReportTable(
            "Warm start, from a cached identity to the first PUBACK",
            ["what", "figure"],
            [
                ["round trips: TCP, TLS 1.3, and what is left of those that a line of 200 ms shows", Text($"1 + 1 + {trips - 1}")],
                ["over loopback, median of 9", Text($"{milliseconds:F1} ms")],
            ]));

        // One of those that the line shows is TLS's own, and TCP's is not delayed by it.
        if (trips > MostRoundTrips)
        {
            report.Failures.Add(Text($"a warm start takes {trips} round trips after TCP's; {MostRoundTrips} are needed: TLS, CONNECT, PUBLISH"));
        }
    }

    private static async Task MeasureIdleAsync(ServerProcess emulator, int count, Report report)
    {
        using Process process = ClientProcess.Launch(["idle", Text($"{count}"), await emulator.SettingsAsync(2)]);
        string[] words = (await process.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.TrimEntries);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The process with {count} idle modules failed.");
        }

        double[] numbers = [.. words.Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        report.Tables.Add(new ReportTable(
            Text($"{count} connected modules that do nothing, in one process"),
            ["what", "figure"],
            [
                ["memory of each but the first", Text($"{(numbers[1] - numbers[0]) / 1024 / (count - 1):#,0} KiB")],
                ["memory of the process", Text($"{numbers[1] / 1024 / 1024:#,0} MiB")],
                ["threads of the process", Text($"{numbers[2]:0}")],
                ["CPU of the process in a minute", Text($"{numbers[3]:#,0} ms ({numbers[3] / 600:F2} % of a core)")],
            ]));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
