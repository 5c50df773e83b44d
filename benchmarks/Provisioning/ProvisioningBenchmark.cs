using System.Diagnostics;
using System.Globalization;
using ModuleIdentities.Benchmarks.Programs;
using ModuleIdentities.Benchmarks.Telemetry;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Provisioning;

/// <summary>From the start of a process to the first PUBACK: a device that is new, one whose module is there, and one that remembers it.</summary>
internal sealed class ProvisioningBenchmark : IBenchmark
{
    public string Name => "provisioning";

    public string Summary => "from a process's start to its first acknowledged message, beside the same flow on Microsoft's SDK [--rounds 9] [--official FOLDER]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        int rounds = arguments.Number("--rounds", 9);
        string? folder = arguments.Text("--official");
        PublishedProgram generated = await PublishedProgram.PublishAsync("Generated", "GeneratedClient", PublishForm.FrameworkDependent);
        OfficialProgram? official = folder is null ? null : await OfficialProgram.PublishAsync(folder);
        await using IotEmulator emulator = await OfficialProgram.StartEmulatorAsync(folder);
        Dictionary<(string Client, string Start), List<Course>> courses = [];
        for (int round = 0; round < rounds; round++)
        {
            IndividualEnrollment own = emulator.Enrollments.AddSymmetricKey($"own-{round}");
            string cache = Directory.CreateTempSubdirectory("moduleidentities-cache-").FullName;
            await KeepAsync("generated client", "cold", () => Task.FromResult(generated.Launch(Settings(emulator, own, cache))));
            await KeepAsync("generated client", "warm", () => Task.FromResult(generated.Launch(Settings(emulator, own, cache))));
            Directory.Delete(cache, recursive: true);
            await KeepAsync("generated client", "module there, nothing cached", () => Task.FromResult(generated.Launch(Settings(emulator, own, cache))));
            Directory.Delete(cache, recursive: true);
            if (official is not null)
            {
                IndividualEnrollment theirs = emulator.Enrollments.AddSymmetricKey($"official-{round}");
                await KeepAsync(OfficialProgram.Label, "cold", () => official.LaunchAsync(emulator, theirs));
                await KeepAsync(OfficialProgram.Label, "module there, nothing cached", () => official.LaunchAsync(emulator, theirs));
            }
        }

        report.Tables.Add(new ReportTable(
            "From a process's start to its first PUBACK, over loopback",
            ["client", "start", "connections", "exchanges", "of them to the registry", "ms"],
            [.. courses.Select(course => Row(course.Key.Client, course.Key.Start, course.Value))]));
        report.Notes.Add(
            "Counted at the emulator: a connection is TCP's and TLS's round trips; an exchange is an HTTP request, a CONNECT, a SUBSCRIBE or a PUBLISH, each with its answer. "
            + "Times are medians and include the start of the process.");
        if (official is null)
        {
            report.Notes.Add(OfficialProgram.Absent);
        }
        else
        {
            report.Notes.Add($"{OfficialProgram.Label} keeps nothing between starts: it has no warm start.");
        }

        return report;

        async Task KeepAsync(string client, string start, Func<Task<RunningProgram>> launch)
        {
            courses.TryAdd((client, start), []);
            courses[(client, start)].Add(await Course.MeasureAsync(emulator, launch));
        }
    }

    private static Dictionary<string, string?> Settings(IotEmulator emulator, IndividualEnrollment enrollment, string cache) =>
        new(emulator.SettingsFor(enrollment)) { ["ModuleIdentities:Cache:Directory"] = cache };

    private static string[] Row(string client, string start, List<Course> courses) =>
    [
        client, start, Middle(courses, course => course.Connections), Middle(courses, course => course.Exchanges), Middle(courses, course => course.ToRegistry),
        Middle(courses, course => course.Milliseconds),
    ];

    private static string Middle(List<Course> courses, Func<Course, double> figure) => RunFigures.Middle(courses.Select(figure)).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>What one start took.</summary>
    private sealed record Course(int Connections, int Exchanges, int ToRegistry, double Milliseconds)
    {
        public static async Task<Course> MeasureAsync(IotEmulator emulator, Func<Task<RunningProgram>> launch)
        {
            int before = emulator.Journal.Entries.Count;
            long start = Stopwatch.GetTimestamp();
            await using RunningProgram program = await launch();
            await program.ExpectAsync("acknowledged");
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            JournalEntry[] entries = [.. emulator.Journal.Entries.Skip(before)];
            await program.EndAsync();
            return new Course(
                entries.Select(entry => entry.Connection).Distinct().Count(),
                entries.Length,
                entries.OfType<HttpRequestEntry>().Count(entry => entry.Target.StartsWith("/devices/", StringComparison.Ordinal)),
                milliseconds);
        }
    }
}
