using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ModuleIdentities;

/// <summary>A TPM 2.0 in a process of its own (swtpm), with a memory that outlives it.</summary>
internal sealed class SoftwareTpm : IAsyncDisposable
{
    /// <summary>Somebody else may take a port between its choice and its use.</summary>
    private const int MostAttempts = 10;

    private readonly DirectoryInfo _memory = Directory.CreateTempSubdirectory("moduleidentities-swtpm-");
    private Process? _process;
    private int _port;

    private SoftwareTpm()
    {
    }

    /// <summary>How it is reached.</summary>
    public string Tcti => string.Create(CultureInfo.InvariantCulture, $"swtpm:host=127.0.0.1,port={_port}");

    /// <summary>Starts one that has never been used; skips the test where that cannot be, but not in a run that is to be complete.</summary>
    public static async Task<SoftwareTpm> StartAsync(CancellationToken cancellationToken)
    {
        SoftwareTpm tpm = new();
        try
        {
            await tpm.PowerOnAsync(cancellationToken);
            return tpm;
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            tpm._memory.Delete(recursive: true);
            Assert.Skip("swtpm is not installed: apt-get install swtpm tpm2-tools libtss2-tcti-swtpm0");
            throw;
        }
    }

    /// <summary>Takes its power away and gives it back: what is not in its memory is gone.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await PowerOffAsync();
        await PowerOnAsync(cancellationToken);
    }

    /// <summary>Takes its power away.</summary>
    public async Task PowerOffAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Runs one of tpm2-tools against it.</summary>
    public async Task RunAsync(string tool, string[] arguments, CancellationToken cancellationToken)
    {
        (int exitCode, string output) = await RunAsync(tool, arguments, start => start.Environment["TPM2TOOLS_TCTI"] = Tcti, cancellationToken);
        Assert.True(exitCode == 0, $"{tool} ended with {exitCode}: {output}");
    }

    public async ValueTask DisposeAsync()
    {
        await PowerOffAsync();
        _memory.Delete(recursive: true);
    }

    private async Task PowerOnAsync(CancellationToken cancellationToken)
    {
        string output = "";
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            // Whoever has its name finds it again after a restart.
            int port = _port == 0 ? ChoosePort() : _port;
            string pidFile = Path.Combine(_memory.FullName, "pid");
            File.Delete(pidFile);

            // It goes into the background when it listens, so that the end of what is started here is the event to wait for.
            (int exitCode, output) = await RunAsync(
                "swtpm",
                [
                    "socket", "--tpm2", "--daemon", "--pid", $"file={pidFile}", "--tpmstate", $"dir={_memory.FullName}",
                    "--server", $"type=tcp,port={port},bindaddr=127.0.0.1", "--ctrl", $"type=tcp,port={port + 1},bindaddr=127.0.0.1",
                    "--flags", "not-need-init,startup-clear",
                ],
                null,
                cancellationToken);
            if (exitCode == 0)
            {
                _port = port;
                _process = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pidFile, cancellationToken), CultureInfo.InvariantCulture));
                return;
            }
        }

        Assert.Fail($"swtpm does not start: {output}");
    }

    /// <summary>A port that is free together with the one after it, where tpm2-tss looks for the TPM's control.</summary>
    private static int ChoosePort()
    {
        while (true)
        {
            using TcpListener first = new(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using TcpListener second = new(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (Exception exception) when (exception is SocketException or ArgumentOutOfRangeException)
            {
                // Taken, or there is none.
            }
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string[] arguments, Action<ProcessStartInfo>? prepare, CancellationToken cancellationToken)
    {
        string file = Path.GetTempFileName();
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", file, program, .. arguments]);
        prepare?.Invoke(start);
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program))))
        {
            throw new Win32Exception($"{program} is not installed.");
        }

        // Into a file: a pipe would be held open by what goes on in the background.
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        string output = await File.ReadAllTextAsync(file, cancellationToken);
        File.Delete(file);
        return (process.ExitCode, output);
    }
}
