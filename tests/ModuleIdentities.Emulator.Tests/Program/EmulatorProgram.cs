using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Emulator.Tests.Program;

/// <summary>The emulator as users start it, with what it prints.</summary>
internal sealed class EmulatorProgram : IAsyncDisposable
{
    private readonly Process _process;

    private EmulatorProgram(Process process) => _process = process;

    public static EmulatorProgram Start(params string[] arguments) => new(Start([], arguments));

    /// <summary>Runs it to its end; its exit code and what it said on standard error.</summary>
    public static async Task<(int Code, string Error)> RunAsync(string[] arguments, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using Process process = Start(environment, arguments);
        string error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, error);
    }

    /// <summary>What it prints, to the line that begins so.</summary>
    public async Task<IReadOnlyList<string>> ReadUntilAsync(string beginning, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return lines;
            }
        }

        throw new InvalidOperationException($"It ended: {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>Waits for the file that says that it serves.</summary>
    public static async Task ReadyAsync(string file, CancellationToken cancellationToken)
    {
        using FileSystemWatcher watcher = new(Path.GetDirectoryName(file)!);
        TaskCompletionSource appeared = new(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, change) => Consider(change.FullPath);
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(file))
        {
            await appeared.Task.WaitAsync(cancellationToken);
        }

        void Consider(string path)
        {
            if (path == file)
            {
                appeared.TrySetResult();
            }
        }
    }

    public static HttpClient Http(X509Certificate2 authority, string address) => new(new SocketsHttpHandler
    {
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    })
    { BaseAddress = new Uri(address) };

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Process Start(Dictionary<string, string> environment, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "ModuleIdentities.Emulator.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
