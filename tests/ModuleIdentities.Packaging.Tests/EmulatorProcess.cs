using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace ModuleIdentities.Packaging.Tests;

/// <summary>The emulator as a process, as it was built for its package, and what tells a program where it is.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private static readonly string s_program = Path.Combine(
        Repository.Root, "src", "ModuleIdentities.Emulator", "bin", "Release", "net10.0", "ModuleIdentities.Emulator.dll");

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Dictionary<string, string> _variables;

    private EmulatorProcess(DirectoryInfo folder, Process process, Dictionary<string, string> variables)
    {
        _folder = folder;
        _process = process;
        _variables = variables;
    }

    public static async Task<EmulatorProcess> StartAsync(string registrationId)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("moduleidentities-emulator-");
        string ready = Path.Combine(folder.FullName, "ready");
        string authority = Path.Combine(folder.FullName, "ca.pem");
        ProcessStartInfo start = new(
            "dotnet",
            [s_program, "--mqtt-port", "0", "--https-port", "0", "--enroll", registrationId, "--ca-out", authority, "--ready-file", ready])
        {
            RedirectStandardOutput = true,
        };
        using FileSystemWatcher watcher = new(folder.FullName);
        TaskCompletionSource isReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, _) => isReady.TrySetResult();
        watcher.EnableRaisingEvents = true;
        Process process = Process.Start(start)!;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => isReady.TrySetException(new InvalidOperationException("The emulator ended."));
        await isReady.Task.WaitAsync(TestContext.Current.CancellationToken);
        Dictionary<string, string> variables = (await File.ReadAllLinesAsync(ready, TestContext.Current.CancellationToken))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new EmulatorProcess(folder, process, variables);
    }

    /// <summary>Starts a program that finds the emulator.</summary>
    public Process Start(ProcessStartInfo start)
    {
        foreach ((string name, string value) in _variables.Where(each => each.Key.StartsWith("ModuleIdentities__", StringComparison.Ordinal)))
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    /// <summary>The first message that the hub has, or the next.</summary>
    public async Task<JsonDocument> FirstMessageAsync(CancellationToken cancellationToken)
    {
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(_variables["ModuleIdentities__Network__TrustedRootPath"]);
        using SocketsHttpHandler handler = new()
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        using HttpClient client = new(handler) { BaseAddress = new Uri(_variables["MODULEID_EMULATOR_URI"]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _variables["MODULEID_EMULATOR_TOKEN"]);
        using StreamReader messages = new(await client.GetStreamAsync("messages", cancellationToken));
        return JsonDocument.Parse((await messages.ReadLineAsync(cancellationToken))!);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
