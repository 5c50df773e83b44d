using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Tests.Wire;

namespace ModuleIdentities.Emulator.Tests.Program;

/// <summary>The emulator as a program, and its options.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("emulator-program");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_serves_what_it_is_told_and_says_how_to_reach_and_trust_it()
    {
        string seed = Path.Combine(_folder.FullName, "seed.json");
        await File.WriteAllTextAsync(
            seed,
            $$"""{"enrollments":[{"registrationId":"line-4","primaryKey":"{{IotEmulator.DevelopmentKey}}"}],"hubs":[{"devices":[{"id":"bench"}]}]}""",
            Cancellation);
        (string caOut, string ready) = (Path.Combine(_folder.FullName, "ca.pem"), Path.Combine(_folder.FullName, "ready"));
        await using EmulatorProgram program = EmulatorProgram.Start(
            "--host", "127.0.0.2", "--mqtt-port", "0", "--https-port", "0", "--seed", seed, "--state", Path.Combine(_folder.FullName, "state.db"),
            "--ca-out", caOut, "--ready-file", ready, "--sku", "S1", "--units", "3");

        IReadOnlyList<string> printed = await program.ReadUntilAsync("Other clients trust the certificate authority in", Cancellation);
        await EmulatorProgram.ReadyAsync(ready, Cancellation);

        Dictionary<string, string> settings = (await File.ReadAllLinesAsync(ready, Cancellation)).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.All(
            settings.Where(setting => setting.Key.StartsWith("ModuleIdentities__", StringComparison.Ordinal)),
            setting => Assert.Contains($"{setting.Key}={setting.Value}", printed));
        Assert.Contains($"Management API: {settings["MODULEID_EMULATOR_URI"]} with the header 'Authorization: Bearer {settings["MODULEID_EMULATOR_TOKEN"]}'.", printed);
        Assert.Equal(("127.0.0.2", "line-4"), (settings["ModuleIdentities__Provisioning__GlobalEndpoint"], settings["ModuleIdentities__Provisioning__RegistrationId"]));
        Assert.Equal(caOut, settings["ModuleIdentities__Network__TrustedRootPath"]);
        Assert.Contains(printed, line => line.Contains("SSL_CERT_FILE", StringComparison.Ordinal) && line.Contains("NODE_EXTRA_CA_CERTS", StringComparison.Ordinal));
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(caOut);
        Assert.False(authority.HasPrivateKey);
        using HttpClient http = EmulatorProgram.Http(authority, $"https://127.0.0.2:{settings["ModuleIdentities__Network__HttpsPort"]}");
        Assert.Equal(200, (await http.SendAsync("GET", "/health", null)).Status);
        string token = Client.Token($"{IotEmulator.DefaultIdScope}/registrations/line-4", IotEmulator.DevelopmentKey, keyName: "registration");
        Assert.Equal("127.0.0.2", (string)(await http.RegisterAsync("line-4", token)).Body["registrationState"]!["assignedHub"]!);
        string owner = Client.Token("127.0.0.2", IotEmulator.DevelopmentKey, keyName: "iothubowner");
        Assert.Equal(200, (await http.SendAsync("GET", "/devices/bench?api-version=2021-04-12", owner)).Status);

        string management = Assert.Single(printed, line => line.StartsWith("Management API: ", StringComparison.Ordinal));
        string bearer = management[management.IndexOf("Bearer ", StringComparison.Ordinal)..].TrimEnd('\'', '.');
        Assert.Equal(3, (int)(await http.SendAsync("GET", "/_emulator/limits", bearer)).Body!["hubs"]![0]!["units"]!);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "state.db")));
    }

    [Fact]
    public async Task Its_ports_are_the_ones_it_is_told()
    {
        int[] ports = FreePorts.Take(2);
        await using EmulatorProgram program = EmulatorProgram.Start("--mqtt-port", $"{ports[0]}", "--https-port", $"{ports[1]}", "--enroll", "a", "--enroll", "b");

        IReadOnlyList<string> printed = await program.ReadUntilAsync("Other clients need the certificate authority", Cancellation);

        Assert.Contains($"ModuleIdentities__Network__MqttPort={ports[0]}", printed);
        Assert.Contains($"ModuleIdentities__Network__HttpsPort={ports[1]}", printed);
        Assert.Contains("ModuleIdentities__Provisioning__RegistrationId=a", printed);
        using TcpClient mqtt = new();
        await mqtt.ConnectAsync(IPAddress.Loopback, ports[0], Cancellation);
        (int code, string error) = await EmulatorProgram.RunAsync(["--mqtt-port", $"{ports[0]}", "--https-port", "0"], [], Cancellation);
        Assert.Equal(1, code);
        Assert.Contains($"Port {ports[0]}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_seed_ends_it_with_line_and_path()
    {
        string seed = Path.Combine(_folder.FullName, "seed.json");
        await File.WriteAllTextAsync(seed, "{\n  \"enrolments\": []\n}", Cancellation);

        (int code, string error) = await EmulatorProgram.RunAsync(["--mqtt-port", "0", "--https-port", "0", "--seed", seed], [], Cancellation);

        Assert.Equal(1, code);
        Assert.StartsWith($"{seed}(2): enrolments: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_not_run_in_production()
    {
        (int code, string error) = await EmulatorProgram.RunAsync(
            ["--mqtt-port", "0", "--https-port", "0"], new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production" }, Cancellation);

        Assert.Equal(1, code);
        Assert.Contains("does not run in the environment 'Production'", error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => IotEmulator.StartAsync(new IotEmulatorOptions { EnvironmentName = "production" }, Cancellation));
    }

    [Fact]
    public async Task Only_who_asks_for_it_in_plain_words_can_be_reached_from_other_machines_and_the_management_api_never_is()
    {
        IPAddress? outside = NetworkInterface.GetAllNetworkInterfaces().SelectMany(each => each.GetIPProperties().UnicastAddresses)
            .Select(each => each.Address).FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(each));
        Assert.SkipWhen(outside is null, "This machine has no other address than loopback.");
        await using IotEmulator closed = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using TcpClient refused = new();
        await Assert.ThrowsAsync<SocketException>(() => refused.ConnectAsync(outside!, closed.HttpsPort, Cancellation).AsTask());

        await using IotEmulator open = await IotEmulator.StartAsync(new IotEmulatorOptions { ListenOnAllInterfaces = true, HostName = outside!.ToString() }, Cancellation);
        using HttpClient http = open.Http();
        using HttpClient local = open.Http(hostName: "127.0.0.1");
        Assert.Equal(200, (await http.SendAsync("GET", "/health", null)).Status);
        Assert.Equal(403, (await http.SendAsync("GET", "/_emulator/faults", $"Bearer {open.ManagementToken}")).Status);
        Assert.Equal(200, (await local.SendAsync("GET", "/_emulator/faults", $"Bearer {open.ManagementToken}")).Status);
    }
}
