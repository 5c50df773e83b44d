using System.Diagnostics;
using System.Globalization;

namespace ModuleIdentities.Benchmarks.Programs;

/// <summary>A program that runs: it prints lines, and is told lines.</summary>
internal sealed class RunningProgram(Process process) : IAsyncDisposable
{
    /// <summary>What is resident.</summary>
    public MemoryFigures Memory => new(ReadStatus("VmRSS"), ReadStatus("RssAnon"));

    /// <summary>The most resident bytes that it has had.</summary>
    public long PeakMemory => ReadStatus("VmHWM");

    /// <summary>The next line that it prints; what it wrote to its standard error when it has ended instead.</summary>
    public async Task<string> ReadAsync() => await process.StandardOutput.ReadLineAsync() ?? await process.StandardError.ReadToEndAsync();

    /// <summary>All lines until its end.</summary>
    public async Task<string[]> ReadAllAsync() => (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="InvalidOperationException">It printed something else.</exception>
    public async Task ExpectAsync(string line)
    {
        string read = await ReadAsync();
        if (read != line)
        {
            throw new InvalidOperationException($"A client was to print '{line}' and printed: {read}");
        }
    }

    public Task TellAsync(string line) => process.StandardInput.WriteLineAsync(line);

    /// <summary>Lets it end by itself: its standard input ends.</summary>
    public async Task EndAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A line of <c>/proc/PID/status</c> (proc(5)), in bytes.</summary>
    private long ReadStatus(string name)
    {
        string line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

/// <summary>Resident bytes.</summary>
/// <param name="Resident">All.</param>
/// <param name="Anonymous">Those that are not of a file.</param>
internal readonly record struct MemoryFigures(long Resident, long Anonymous);
