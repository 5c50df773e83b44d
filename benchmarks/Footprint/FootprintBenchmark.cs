using System.Diagnostics;
using System.Globalization;
using ModuleIdentities.Benchmarks.Emulator;
using ModuleIdentities.Benchmarks.Programs;
using ModuleIdentities.Benchmarks.Telemetry;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Footprint;

/// <summary>What a device has to hold: the published program, its memory, and what it leaves for the collector.</summary>
internal sealed class FootprintBenchmark : IBenchmark
{
    private const string Generated = "generated client";
    private const string Bare = "bare MQTTnet client";
    private const string Module = "thermostat";
    private const double Mebibyte = 1024 * 1024;
    private const double MostNativeMebibytes = 10;
    private const double MostNativeMemoryMebibytes = 20;
    private const double LargestShareOfOfficial = 1.0 / 3;

    public string Name => "footprint";

    public string Summary =>
        "size, start and memory of a small client: native, trimmed, framework-dependent; beside bare MQTTnet and Microsoft's SDK [--rounds 5] [--seconds 60] [--official FOLDER]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        int rounds = arguments.Number("--rounds", 5);
        int seconds = arguments.Number("--seconds", 60);
        string? folder = arguments.Text("--official");
        await using IotEmulator emulator = await OfficialProgram.StartEmulatorAsync(folder);
        List<(string Client, PublishForm Form, PublishedProgram Program, Figures Figures)> all = [];
        foreach (PublishForm form in Enum.GetValues<PublishForm>())
        {
            PublishedProgram own = await PublishedProgram.PublishAsync("Generated", "GeneratedClient", form);
            Dictionary<string, string?> settings = Settings(emulator, $"own-{form}");
            all.Add((Generated, form, own, await MeasureAsync(() => Task.FromResult(own.Launch(settings)), rounds, seconds)));

            PublishedProgram bare = await PublishedProgram.PublishAsync("Bare", "BareClient", form);
            string[] principal = await PrincipalAsync(emulator, $"bare-{form}");
            all.Add((Bare, form, bare, await MeasureAsync(() => Task.FromResult(bare.Launch([], principal)), rounds, seconds)));
        }

        if (folder is null)
        {
            report.Notes.Add(OfficialProgram.Absent);
        }
        else
        {
            OfficialProgram official = await OfficialProgram.PublishAsync(folder);
            IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("official");
            all.Add((
                OfficialProgram.Label, PublishForm.FrameworkDependent, official.Program, await MeasureAsync(() => official.LaunchAsync(emulator, enrollment), rounds, seconds)));
        }

        report.Tables.Add(new ReportTable(
            "Published",
            ["client", "form", "all files, MiB", "assemblies beside its own", "their MiB"],
            [.. all.Select(row => new[]
            {
                row.Client, row.Form.ToString(), Text($"{row.Program.Bytes / Mebibyte:F1}"), Text($"{row.Program.Dependencies.Count}"),
                Text($"{row.Program.Dependencies.Sum(file => file.Length) / Mebibyte:F1}"),
            })]));
        report.Tables.Add(new ReportTable(
            "Running",
            ["client", "form", "first start, ms", "later starts, ms", "memory when idle, MiB", "most memory, MiB", Text($"allocated in {seconds} s of 100 messages/s, KiB")],
            [.. all.Select(row => new[]
            {
                row.Client, row.Form.ToString(), Text($"{row.Figures.First:F0}"), Text($"{row.Figures.Later:F0}"), Text($"{row.Figures.Idle / Mebibyte:F1}"),
                Text($"{row.Figures.Peak / Mebibyte:F1}"), Text($"{row.Figures.Allocated / 1024.0:#,0}"),
            })]));
        report.Notes.Add(
            "A start is from the start of the process to the first PUBACK: the first registers with DPS and makes the module, a later one of the generated client finds both in its cache; "
            + "the bare client is given a module and a token; Microsoft's SDK registers and asks the registry every time. Medians; memory is what is resident.");
        Judge(report, all.ToDictionary(row => (row.Client, row.Form), row => (row.Program, row.Figures)));
        return report;
    }

    private static void Judge(Report report, Dictionary<(string Client, PublishForm Form), (PublishedProgram Program, Figures Figures)> all)
    {
        (PublishedProgram native, Figures figures) = all[(Generated, PublishForm.NativeAot)];
        Check("the native program, MiB", native.Bytes / Mebibyte, MostNativeMebibytes);
        Check("its memory when idle, MiB", figures.Idle / Mebibyte, MostNativeMemoryMebibytes);
        if (all.TryGetValue((OfficialProgram.Label, PublishForm.FrameworkDependent), out (PublishedProgram Program, Figures Figures) official))
        {
            IReadOnlyList<FileInfo> own = all[(Generated, PublishForm.FrameworkDependent)].Program.Dependencies;
            IReadOnlyList<FileInfo> theirs = official.Program.Dependencies;
            Check("assemblies beside Microsoft's SDK's", (double)own.Count / theirs.Count, LargestShareOfOfficial);
            Check("their bytes beside Microsoft's SDK's", (double)own.Sum(file => file.Length) / theirs.Sum(file => file.Length), LargestShareOfOfficial);
        }

        void Check(string what, double value, double limit)
        {
            if (value <= limit)
            {
                report.Notes.Add(Text($"{what}: {value:F2}, target at most {limit:F2}: met."));
            }
            else
            {
                report.Failures.Add(Text($"{what}: {value:F2}, target at most {limit:F2}"));
            }
        }
    }

    private static async Task<Figures> MeasureAsync(Func<Task<RunningProgram>> launch, int rounds, int seconds)
    {
        (RunningProgram program, double first) = await StartAsync();
        await EndAsync(program);
        List<double> later = [];
        for (int i = 1; i < rounds; i++)
        {
            (program, double milliseconds) = await StartAsync();
            later.Add(milliseconds);
            await EndAsync(program);
        }

        (program, double last) = await StartAsync();
        later.Add(last);
        await Task.Delay(TimeSpan.FromSeconds(5));
        long idle = program.Memory;
        await program.TellAsync(Text($"{seconds}"));
        long allocated = long.Parse(await program.ReadAsync(), CultureInfo.InvariantCulture);
        long peak = program.PeakMemory;
        await EndAsync(program);
        return new Figures(first, RunFigures.Middle(later), idle, peak, allocated);

        async Task<(RunningProgram Program, double Milliseconds)> StartAsync()
        {
            long start = Stopwatch.GetTimestamp();
            RunningProgram started = await launch();
            await started.ExpectAsync("acknowledged");
            return (started, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        static async Task EndAsync(RunningProgram ended)
        {
            await ended.EndAsync();
            await ended.DisposeAsync();
        }
    }

    private static Dictionary<string, string?> Settings(IotEmulator emulator, string registrationId) =>
        new(emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey(registrationId)))
        {
            ["ModuleIdentities:Cache:Directory"] = Directory.CreateTempSubdirectory("moduleidentities-cache-").FullName,
        };

    /// <summary>Port, client id, user name, token and topic of a module that is there.</summary>
    private static async Task<string[]> PrincipalAsync(IotEmulator emulator, string deviceId)
    {
        await emulator.Devices.AddAsync(deviceId);
        string key = (await emulator.Devices.AddModuleAsync(deviceId, Module)).Split("SharedAccessKey=")[1];
        (string clientId, string userName, string password) = LoadFleet.Principal(deviceId, Module, key);
        return [Text($"{emulator.MqttPort}"), clientId, userName, password, LoadFleet.Topic(deviceId, Module)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="First">Milliseconds to the first PUBACK of the first start.</param>
    /// <param name="Later">The same, the median of later ones.</param>
    /// <param name="Idle">Resident bytes five seconds later.</param>
    /// <param name="Peak">The most resident bytes.</param>
    /// <param name="Allocated">Bytes allocated while it sent.</param>
    private sealed record Figures(double First, double Later, long Idle, long Peak, long Allocated);
}
