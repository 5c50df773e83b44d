using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ModuleIdentities.Benchmarks.Programs;

namespace ModuleIdentities.Benchmarks.Instructions;

/// <summary>Valgrind's counter of instructions ("Callgrind: a call-graph generating cache and branch prediction profiler", Valgrind's manual).</summary>
internal static partial class Callgrind
{
    /// <summary>Whether it is on this machine.</summary>
    public static bool IsThere { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "valgrind")));

    /// <summary>The instructions of a whole run.</summary>
    /// <exception cref="InvalidOperationException">The program does not run under it.</exception>
    public static async Task<long> CountAsync(PublishedProgram program, params string[] arguments)
    {
        (_, string errors) = await RunAsync(["--tool=callgrind", "--callgrind-out-file=/dev/null", program.File, .. arguments]);
        return Collected().Match(errors) is { Success: true } collected
            ? long.Parse(collected.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"Callgrind has said no number of instructions.\n{errors}");
    }

    /// <summary>What a program prints where valgrind's processor is the one that it sees.</summary>
    /// <exception cref="InvalidOperationException">The program does not run under it.</exception>
    public static async Task<string[]> PrintAsync(PublishedProgram program, params string[] arguments) => Lines(await RunAsync(["--tool=none", program.File, .. arguments]));

    /// <summary>Its version, as it says it.</summary>
    public static async Task<string> VersionAsync() => Lines(await RunAsync(["--version"]))[0];

    private static string[] Lines((string Output, string Errors) run) => run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<(string Output, string Errors)> RunAsync(string[] arguments)
    {
        ProcessStartInfo start = new("valgrind", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };

        // Hexadecimal, without a prefix. The collector reserves a gigabyte, whatever the machine has, and does not collect for the first quarter of it: what a
        // collection finds is not the same in every run.
        start.Environment["DOTNET_GCHeapHardLimit"] = "40000000";
        start.Environment["DOTNET_GCgen0size"] = "10000000";

        // One thread works: which of two takes what comes, and how long it looks for it, is not the same in every run, nor on every number of cores.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        start.Environment["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "1";
        start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (await output, errors)
            : throw new InvalidOperationException($"valgrind {string.Join(' ', arguments)} has ended with {process.ExitCode}.\n{await output}{errors}");
    }

    [GeneratedRegex(@"Collected : (\d+)")]
    private static partial Regex Collected();
}
