using System.Globalization;
using ModuleIdentities.Benchmarks.Emulator;
using ModuleIdentities.Benchmarks.Programs;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Footprint;

/// <summary>What a device has to hold: the published program, its memory, and what it leaves for the collector.</summary>
internal sealed class FootprintBenchmark : IBenchmark
{
    private const string Generated = "generated client";
    private const string Bare = "bare MQTTnet client";
    private const string Parts = "bare MQTTnet client with HttpClient and a JSON contract";
    private const string Module = "thermostat";
    private const double Mebibyte = 1024 * 1024;
    private const double MostNativeMegabytes = 10;
    private const double MostNativeMemoryMegabytes = 20;
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

        // Nothing is measured beside a compiler.
        List<MeasuredClient> clients = await PublishAsync(emulator, folder);
        if (folder is null)
        {
            report.Notes.Add(OfficialProgram.Absent);
        }

        await Console.Error.WriteLineAsync("published");
        for (int round = 0; round <= rounds; round++)
        {
            foreach (MeasuredClient client in clients)
            {
                await client.StartAsync();
            }
        }

        await MeasuredClient.SendAsync(clients, seconds);
        report.Tables.Add(new ReportTable(
            "Published",
            ["client", "form", "all files, MiB", "assemblies beside its own", "their MiB"],
            [.. clients.Select(client => new[]
            {
                client.Name, client.Form.ToString(), Text($"{client.Program.Bytes / Mebibyte:F1}"), Text($"{client.Program.Dependencies.Count}"),
                Text($"{client.DependencyBytes / Mebibyte:F1}"),
            })]));
        report.Tables.Add(new ReportTable(
            "Running",
            ["client", "form", "first start, ms", "later starts, ms", "memory when idle, MiB", "of it its own, MiB", "most memory, MiB", Text($"allocated in {seconds} s of 100 messages/s, KiB")],
            [.. clients.Select(client => new[]
            {
                client.Name, client.Form.ToString(), Text($"{client.First:F0}"), Text($"{client.Later:F0}"), Text($"{client.Idle.Resident / Mebibyte:F1}"),
                Text($"{client.Idle.Anonymous / Mebibyte:F1}"), Text($"{client.Peak / Mebibyte:F1}"), Text($"{client.Allocated / 1024.0:#,0}"),
            })]));
        report.Notes.Add(
            "A start is from the start of the process to the first PUBACK: the first registers with DPS and makes the module, a later one of the generated client finds both in its cache; "
            + "the bare client is given a module and a token; Microsoft's SDK registers and asks the registry every time. Starts are medians, the clients in turn; then all run and send at once.");
        report.Notes.Add("Memory is what is resident, five seconds after the start and at most; its own is what is not mapped from files (RssAnon of proc(5)): the rest is code, of which several programs can share a page.");
        Judge(report, clients);
        foreach (MeasuredClient client in clients)
        {
            await client.DisposeAsync();
        }

        return report;
    }

    private static async Task<List<MeasuredClient>> PublishAsync(IotEmulator emulator, string? folder)
    {
        List<MeasuredClient> clients = [];
        foreach (PublishForm form in Enum.GetValues<PublishForm>())
        {
            PublishedProgram own = await PublishedProgram.PublishAsync("Generated", "GeneratedClient", form);
            Dictionary<string, string?> settings = Settings(emulator, $"own-{form}");
            clients.Add(new MeasuredClient(Generated, form, own, () => Task.FromResult(own.Launch(settings))));

            PublishedProgram bare = await PublishedProgram.PublishAsync("Bare", "BareClient", form);
            string[] principal = await PrincipalAsync(emulator, $"bare-{form}");
            clients.Add(new MeasuredClient(Bare, form, bare, () => Task.FromResult(bare.Launch([], principal))));
        }

        // What is left for our own: nobody can make a module without these.
        PublishedProgram parts = await PublishedProgram.PublishAsync("Parts", "PartsClient", PublishForm.NativeAot);
        string[] arguments = [.. await PrincipalAsync(emulator, "parts"), Text($"{emulator.HttpsPort}")];
        clients.Add(new MeasuredClient(Parts, PublishForm.NativeAot, parts, () => Task.FromResult(parts.Launch([], arguments))));

        if (folder is not null)
        {
            OfficialProgram official = await OfficialProgram.PublishAsync(folder);
            IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("official");
            clients.Add(new MeasuredClient(OfficialProgram.Label, PublishForm.FrameworkDependent, official.Program, () => official.LaunchAsync(emulator, enrollment)));
        }

        return clients;
    }

    private static void Judge(Report report, List<MeasuredClient> clients)
    {
        MeasuredClient native = clients.Single(client => client is { Name: Generated, Form: PublishForm.NativeAot });
        Check("the native program, MB", native.Program.Bytes / 1e6, MostNativeMegabytes);
        Check("its memory when idle, MB", native.Idle.Resident / 1e6, MostNativeMemoryMegabytes);
        if (clients.Find(client => client.Name == OfficialProgram.Label) is { } official)
        {
            MeasuredClient own = clients.Single(client => client is { Name: Generated, Form: PublishForm.FrameworkDependent });
            Check("assemblies beside Microsoft's SDK's", (double)own.Program.Dependencies.Count / official.Program.Dependencies.Count, LargestShareOfOfficial);
            Check("their bytes beside Microsoft's SDK's", (double)own.DependencyBytes / official.DependencyBytes, LargestShareOfOfficial);
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
}
