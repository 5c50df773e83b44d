using System.Diagnostics;
using System.Globalization;

namespace ModuleIdentities.Benchmarks.Emulator;

/// <summary>A <see cref="ServerCell"/> that runs, as its clients see it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int mqttPort, int httpsPort)
    {
        _process = process;
        MqttPort = mqttPort;
        HttpsPort = httpsPort;
    }

    public int MqttPort { get; }

    public int HttpsPort { get; }

    /// <summary>CPU time that the server has used so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static Process Launch(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [ServerCell.Verb, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // As a program has them by default; the benchmark program has them off for the sake of repeatable figures.
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_gcConcurrent"] = "1";
        return Process.Start(start)!;
    }

    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        Process process = Launch(arguments);
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended before it served.");
        int[] ports = [.. line.Split(' ').Skip(1).Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
        return new ServerProcess(process, ports[0], ports[1]);
    }

    /// <summary>The configuration of a device, as JSON.</summary>
    public async Task<string> SettingsAsync(int device)
    {
        await _process.StandardInput.WriteLineAsync(ServerCell.Device(device));
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server has ended.");
    }

    /// <summary>Resident bytes after a full collection.</summary>
    public async Task<long> MeasureMemoryAsync()
    {
        await _process.StandardInput.WriteLineAsync("collect");
        await _process.StandardOutput.ReadLineAsync();
        _process.Refresh();
        return _process.WorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
