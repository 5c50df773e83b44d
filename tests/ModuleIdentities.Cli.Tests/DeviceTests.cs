using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary>Every way in which the tool learns who the device is, and how it ends when that is refused.</summary>
public sealed class DeviceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_connection_string_comes_from_a_file_or_standard_input(bool isInput)
    {
        await using Bench bench = await Bench.StartAsync();
        string connectionString = await BenchDeviceAsync(bench);
        string file = isInput ? "-" : bench.Write("device.txt", $"{connectionString}\n");

        ToolRun run = await bench.RunAsync(["provision", "thermostat", "--connection-string-file", file, "--json"], isInput ? connectionString : null);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("bench-1", (string)run.Json["identities"]![0]!["deviceId"]!);
    }

    [Fact]
    public async Task The_environment_alone_is_enough()
    {
        await using Bench bench = await Bench.StartAsync();
        foreach ((string key, string? value) in bench.Emulator.SettingsFor(bench.Emulator.Enrollments.Find(Bench.Device)!))
        {
            bench.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Assert.Equal(0, (await bench.RunAsync(["list"])).ExitCode);
    }

    [Fact]
    public async Task A_device_of_the_Identity_Service_needs_no_second_configuration()
    {
        await using Bench bench = await Bench.StartAsync();
        await BenchDeviceAsync(bench);
        string trust = bench.Write("trust.json", $$"""
            { "ModuleIdentities": { "Network": { "HttpsPort": {{bench.Emulator.HttpsPort}}, "MqttPort": {{bench.Emulator.MqttPort}},
              "TrustedRootPath": "{{bench.Write("ca.pem", bench.Emulator.CertificateAuthorityPem)}}" } } }
            """);
        string keyFile = bench.Write("key", bench.EnrollmentKey);
        string[] files =
        [
            $$"""
            # /etc/aziot/config.toml
            [provisioning]
            source = "dps"
            global_endpoint = "https://{{bench.Emulator.HostName}}/"
            id_scope = "{{bench.Emulator.IdScope}}"
            [provisioning.attestation]
            method = "symmetric_key"
            registration_id = "{{Bench.Device}}"
            symmetric_key = { value = "{{bench.EnrollmentKey}}" }
            """,
            $$"""
            [provisioning]
            source = "dps"
            global_endpoint = "https://{{bench.Emulator.HostName}}/"
            id_scope = "{{bench.Emulator.IdScope}}"
            attestation = { method = "symmetric_key", registration_id = "{{Bench.Device}}", symmetric_key = { uri = "file://{{keyFile}}" } }
            """,
            $$"""
            [provisioning]
            source = "manual"
            connection_string = "{{bench.Emulator.Devices.ConnectionString("bench-1")}}"
            """,
            $$"""
            [provisioning]
            source = "manual"
            iothub_hostname = "{{bench.Emulator.HostName}}"
            device_id = "bench-1"
            authentication = { method = "sas", device_id_pk = { value = "{{bench.Emulator.Devices.ConnectionString("bench-1").Split("SharedAccessKey=")[1]}}" } }
            """,
        ];

        foreach (string content in files)
        {
            ToolRun run = await bench.RunAsync(["provision", "osconfig", "--aziot", bench.Write("config.toml", content), "--config", trust]);
            Assert.True(run.ExitCode == 0, run.Error);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_of_the_Identity_Service_serves_too(bool isDps)
    {
        await using Bench bench = await Bench.StartAsync();
        await BenchDeviceAsync(bench);
        using TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned("line-9");
        string key = certificate.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        bench.Secret(key.Split('\n')[1]);
        string credential = $$"""
            method = "x509"
            identity_cert = "file://{{bench.Write("line-9.cer", certificate.Certificate.ExportCertificatePem())}}"
            identity_pk = "file://{{bench.Write("line-9.pk", key)}}"
            """;
        if (isDps)
        {
            bench.Emulator.Enrollments.AddX509(certificate.Certificate);
        }
        else
        {
            await bench.Emulator.Devices.AddX509Async("line-9", certificate.Certificate, Cancellation);
        }

        string config = bench.Write("config.toml", isDps
            ? $"""
            [provisioning]
            source = "dps"
            global_endpoint = "https://{bench.Emulator.HostName}/"
            id_scope = "{bench.Emulator.IdScope}"
            [provisioning.attestation]
            registration_id = "line-9"
            {credential}
            """
            : $"""
            [provisioning]
            source = "manual"
            iothub_hostname = "{bench.Emulator.HostName}"
            device_id = "line-9"
            [provisioning.authentication]
            {credential}
            """);

        ToolRun run = await bench.RunAsync(["provision", "osconfig", "--aziot", config, "--json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("line-9", (string)run.Json["identities"]![0]!["deviceId"]!);
    }

    [Theory]
    [InlineData("not = [ toml", "line 1")]
    [InlineData("hostname = \"x\"", "no section [provisioning]")]
    [InlineData("[provisioning]\nsource = \"none\"", "not provisioned")]
    [InlineData("[provisioning]\nsource = \"dps\"\nid_scope = \"0ne\"\n[provisioning.attestation]\nmethod = \"tpm\"\nregistration_id = \"x\"", "TPM")]
    [InlineData("[provisioning]\nsource = \"manual\"\niothub_hostname = \"h\"\ndevice_id = \"d\"\nauthentication = { method = \"sas\", device_id_pk = { uri = \"pkcs11:token=x?pin-value=4711\" } }", "only the Identity Service can use it (pkcs11)")]
    public async Task What_of_the_Identity_Service_cannot_be_used_is_said(string content, string reason)
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.RunAsync(["list", "--aziot", bench.Write("config.toml", content)]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exit_code_says_what_the_caller_can_do()
    {
        await using Bench bench = await Bench.StartAsync();
        Assert.Equal(2, (await bench.RunAsync(["list", "--config", "missing.json"])).ExitCode);
        Assert.Equal(2, (await bench.RunAsync(["list", "--config", bench.Write("broken.json", "{")])).ExitCode);
        Assert.Equal(2, (await bench.DeviceAsync("provision", "no blanks")).ExitCode);

        bench.Environment["ModuleIdentities__Provisioning__RegistrationId"] = "unknown";
        Assert.Equal(3, (await bench.DeviceAsync("list")).ExitCode);
        bench.Environment.Clear();

        bench.Environment["ModuleIdentities__Provisioning__SymmetricKey__PrimaryKey"] = "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=";
        ToolRun refused = await bench.DeviceAsync("list", "--json");
        Assert.Equal((4, "CredentialRefused"), (refused.ExitCode, (string)refused.JsonError["code"]!));
        Assert.EndsWith("errors.md#credentialrefused", (string)refused.JsonError["helpLink"]!, StringComparison.Ordinal);
        bench.Environment.Clear();

        bench.Environment["ModuleIdentities__Provisioning__Timeout"] = "00:00:01";
        using (bench.Emulator.Faults.Add(Fault.Refuse(429) with { Operations = EmulatorOperations.ListModules }))
        {
            Assert.Equal(5, (await bench.DeviceAsync("list")).ExitCode);
        }
    }

    [Fact]
    public async Task A_module_that_is_in_use_is_a_conflict()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Environment["ModuleIdentities__Cache__Directory"] = Path.Combine(bench.Folder, "cache");
        await bench.DeviceAsync("provision", "thermostat");
        string lockFile = Directory.GetFiles(Path.Combine(bench.Folder, "cache", "modules"), "*.json").Single().Replace(".json", ".lock", StringComparison.Ordinal);
        await using FileStream held = new(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal(6, (await bench.DeviceAsync("delete", "thermostat", "--yes")).ExitCode);
    }

    [Theory]
    [InlineData("list", "--key", "x")]
    [InlineData("list", "--connection-string=x")]
    [InlineData("show", "HostName=h;DeviceId=d;SharedAccessKey=c2VjcmV0")]
    [InlineData("show", "RXhhY3RseTMyYnl0ZXNvZmFrZXkhISEhISEhISEhISE=")]
    public async Task A_secret_on_the_command_line_is_refused_with_the_reason(params string[] arguments)
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun text = await bench.RunAsync(arguments);
        ToolRun json = await bench.RunAsync([.. arguments, "--json"]);

        Assert.Equal((2, 2), (text.ExitCode, json.ExitCode));
        Assert.Contains("every user of this machine", text.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("c2VjcmV0", text.Error, StringComparison.Ordinal);
        Assert.Equal("SecretOnCommandLine", (string)json.JsonError["code"]!);
    }

    [Fact]
    public async Task A_detailed_log_goes_to_standard_error_without_secrets()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.DeviceAsync("provision", "thermostat", "--verbose", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("created", (string)run.Json["identities"]![0]!["origin"]!);
        Assert.Contains("ModuleIdentities", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task An_interrupted_command_ends_at_once_with_the_signals_code(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using Bench bench = await Bench.StartAsync();
        using FaultHandle held = bench.Emulator.Faults.Add(Fault.BlackHole());
        await using RunningTool tool = bench.StartDevice("list");
        await held.HitAsync(1, Cancellation);

        tool.Signal(signal);

        Assert.Equal(exitCode, (await tool.EndAsync()).ExitCode);
    }

    private static Task<string> BenchDeviceAsync(Bench bench)
    {
        foreach ((string key, string? value) in bench.Emulator.SettingsFor(bench.Emulator.Enrollments.Find(Bench.Device)!))
        {
            if (key.Contains(":Network:", StringComparison.Ordinal))
            {
                bench.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            }
        }

        return bench.Emulator.Devices.AddAsync("bench-1", Cancellation);
    }
}
