using System.Diagnostics;
using System.Globalization;

namespace ModuleIdentities.Soak;

/// <summary>The client process, from one life to the next.</summary>
internal sealed class ClientLives(SoakSettings settings, FastClock clock, IReadOnlyDictionary<string, string?> configuration, Oracle oracle) : IDisposable
{
    private Process? _process;
    private Task _listening = Task.CompletedTask;

    /// <summary>How many there have been.</summary>
    public int Count { get; private set; }

    public void Begin()
    {
        Count++;
        oracle.LifeBegins();
        ProcessStartInfo start = new(
            Environment.ProcessPath!,
            [
                ClientRun.Verb, Text(Count), Text(settings.Modules), Text(clock.Begin.UtcTicks), Text(clock.Speed), settings.IsVerbose.ToString(),
            ])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string key, string? value) in configuration)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = Process.Start(start)!;
        _listening = ListenAsync(_process.StandardOutput);
    }

    /// <summary>As by kill -9; what it had said before is heard.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        await _listening;
        _process.Dispose();
    }

    /// <summary>Lets it send no more and end.</summary>
    /// <returns>Whether it did in time.</returns>
    public async Task<bool> EndAsync(TimeSpan limit)
    {
        await _process!.StandardInput.WriteLineAsync("end");
        try
        {
            await _listening.WaitAsync(limit);
            await _process.WaitForExitAsync().WaitAsync(limit);
            return _process.ExitCode == 0;
        }
        catch (TimeoutException)
        {
            _process.Kill();
            await _listening;
            return false;
        }
    }

    public void Dispose() => _process?.Dispose();

    private async Task ListenAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            oracle.Hear(line.Split(' '));
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
