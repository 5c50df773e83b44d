using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ModuleIdentities.Benchmarks.Programs;

namespace ModuleIdentities.Benchmarks.Cli;

/// <summary>How long the command line takes from its start to its end: the native file beside the same tool under <c>dotnet</c>.</summary>
internal sealed class CliBenchmark : IBenchmark
{
    // Slower than half of what it replaces, and nobody needs the native file.
    private const double MostOfManaged = 0.5;

    public string Name => "cli";

    public string Summary => "start to end of 'moduleid --version' and 'moduleid group-key', the native file beside dotnet moduleid.dll";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        int rounds = arguments.Number("--rounds", 30);
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        PublishedProgram native = await PublishedProgram.PublishToolAsync(PublishForm.NativeAot);
        PublishedProgram managed = await PublishedProgram.PublishToolAsync(PublishForm.FrameworkDependent);
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
            List<string[]> rows = [];
            foreach (string[] command in (string[][])[["--version"], ["group-key", "line-4", "--group-key-file", file, "--show-secret"]])
            {
                rows.Add(await MeasureAsync(report, native, managed, command, rounds));
            }

            report.Tables.Add(new ReportTable(
                $"Start to end of a process, median of {rounds} in turn", ["command", "native file", "dotnet moduleid.dll", "native / dotnet"], rows));
            report.Notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The native tool has {native.Bytes / 1048576.0:0.0} MiB, emulator included, and needs no .NET on the device; the other has {managed.Bytes / 1048576.0:0.0} MiB beside the runtime."));
            return report;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string[]> MeasureAsync(Report report, PublishedProgram native, PublishedProgram managed, string[] command, int rounds)
    {
        List<double> nativeTimes = [];
        List<double> managedTimes = [];
        for (int round = -1; round < rounds; round++)
        {
            (double nativeTime, string nativeText) = await RunAsync(native, command);
            (double managedTime, string managedText) = await RunAsync(managed, command);
            if (nativeText != managedText)
            {
                throw new InvalidOperationException($"moduleid {command[0]} says '{nativeText}' natively and '{managedText}' under dotnet.");
            }

            // The first round fills the disk cache.
            if (round >= 0)
            {
                nativeTimes.Add(nativeTime);
                managedTimes.Add(managedTime);
            }
        }

        double ratio = Median(nativeTimes) / Median(managedTimes);
        if (ratio > MostOfManaged)
        {
            report.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"moduleid {command[0]}: the native file takes {ratio:0.00} of the time under dotnet; at most {MostOfManaged:0.00} was wanted."));
        }

        return [$"moduleid {command[0]}", Milliseconds(Median(nativeTimes)), Milliseconds(Median(managedTimes)), ratio.ToString("0.00", CultureInfo.InvariantCulture)];
    }

    private static async Task<(double Milliseconds, string Output)> RunAsync(PublishedProgram program, string[] command)
    {
        long begin = Stopwatch.GetTimestamp();
        await using RunningProgram running = program.Launch([], command);
        string output = await running.ReadAsync();
        await running.EndAsync();
        return (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, output);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0} ms");
}
