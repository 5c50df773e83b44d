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
        ProcessStartInfo start = new("valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null", program.File, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };

        // The collector reserves less than valgrind has, and does not collect: when it would is not the same in every run.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x20000000";
        start.Environment["DOTNET_GCgen0size"] = "0x10000000";

        // A thread that waits for work does not spin.
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && Collected().Match(errors) is { Success: true } collected
            ? long.Parse(collected.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{program.File} {string.Join(' ', arguments)} does not run under valgrind.\n{await output}{errors}");
    }

    [GeneratedRegex(@"Collected : (\d+)")]
    private static partial Regex Collected();
}
