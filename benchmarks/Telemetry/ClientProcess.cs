using System.Diagnostics;
using System.Globalization;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>A <see cref="ClientCell"/> that runs and is connected.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ClientProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    /// <summary>The runs so far, by window.</summary>
    public Dictionary<int, List<RunFigures>> Runs { get; } = [];

    public static Process Launch(IEnumerable<string> arguments, string? trustedRoot = null)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [ClientCell.Verb, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // As a program has it by default.
        start.Environment["DOTNET_gcConcurrent"] = "1";
        if (trustedRoot is not null)
        {
            start.Environment["SSL_CERT_FILE"] = trustedRoot;
        }

        return Process.Start(start)!;
    }

    public static async Task<ClientProcess> StartAsync(string name, IEnumerable<string> arguments, string? trustedRoot = null)
    {
        Process process = Launch(arguments, trustedRoot);
        return await process.StandardOutput.ReadLineAsync() == "connected"
            ? new ClientProcess(name, process)
            : throw new InvalidOperationException($"The client '{name}' did not connect.");
    }

    public async Task RunAsync(int window, int messages, bool isKept)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{window} {messages}"));
        string line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The client '{Name}' has ended.");
        if (isKept)
        {
            Runs.TryAdd(window, []);
            Runs[window].Add(RunFigures.Parse(line));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
