using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;

namespace ModuleIdentities.Emulator.Tests.Crash;

/// <summary>The emulator as the program that users start, on free ports, with a state file that outlives it.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly X509Certificate2 _authority;
    private readonly int _mqttPort;

    private EmulatorProcess(Process process, X509Certificate2 authority, int mqttPort, int httpsPort)
    {
        _process = process;
        _authority = authority;
        _mqttPort = mqttPort;
        Http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, server, _, _) => Trusts(server) } })
        {
            BaseAddress = new Uri($"https://127.0.0.1:{httpsPort}"),
        };
    }

    public HttpClient Http { get; }

    public static async Task<EmulatorProcess> StartAsync(string folder, CancellationToken cancellationToken)
    {
        string certificate = Path.Combine(folder, "ca.pem");
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "ModuleIdentities.Emulator.dll"), "--mqtt-port", "0", "--https-port", "0", "--state", Path.Combine(folder, "state.db"), "--ca-out", certificate])
        { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        Dictionary<string, string> settings = [];
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line && !line.StartsWith("Other clients", StringComparison.Ordinal))
        {
            if (line.Split('=', 2) is [string name, string value])
            {
                settings[name] = value;
            }
        }

        Assert.True(settings.ContainsKey("ModuleIdentities__Network__MqttPort"), "The emulator ended before it served.");
        return new EmulatorProcess(
            process,
            X509CertificateLoader.LoadCertificateFromFile(certificate),
            int.Parse(settings["ModuleIdentities__Network__MqttPort"], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(settings["ModuleIdentities__Network__HttpsPort"], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Connects a device or module, without a persistent session.</summary>
    public async Task<IMqttClient> ConnectAsync(string deviceId, string? moduleId, string key, CancellationToken cancellationToken)
    {
        string id = moduleId is null ? deviceId : $"{deviceId}/{moduleId}";
        string resource = moduleId is null ? $"127.0.0.1/devices/{deviceId}" : $"127.0.0.1/devices/{deviceId}/modules/{moduleId}";
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithProtocolVersion(MqttProtocolVersion.V311)
                .WithClientId(id)
                .WithCredentials($"127.0.0.1/{id}/?api-version=2021-04-12", Client.Token(resource, key))
                .WithTcpServer("127.0.0.1", _mqttPort)
                .WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(e => Trusts(e.Certificate)))
                .Build(),
            cancellationToken);
        return client;
    }

    /// <summary>SIGKILL: the process gets no word in.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync(CancellationToken.None);
        }

        _process.Dispose();
        _authority.Dispose();
    }

    private bool Trusts(X509Certificate? server)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return server is X509Certificate2 certificate && chain.Build(certificate);
    }
}
