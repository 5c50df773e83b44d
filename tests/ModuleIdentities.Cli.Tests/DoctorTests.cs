using System.Net.Sockets;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>doctor</c>: each line says what was found, what it means and what to do.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_healthy_device_passes()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Environment["ModuleIdentities__Cache__Directory"] = Path.Combine(bench.Folder, "cache");
        await bench.DeviceAsync("provision", "thermostat");

        ToolRun run = await bench.DeviceAsync("doctor", "--json");

        Assert.True(run.ExitCode == 0, run.Output);
        JsonArray findings = run.Json["findings"]!.AsArray();
        string[] checks = [.. findings.Select(finding => (string)finding!["check"]!)];
        foreach (string service in new[] { "DPS", "hub" })
        {
            Assert.Contains($"{service} name", checks);
            Assert.Contains($"{service} clock", checks);
            Assert.Contains($"{service} WebSocket", checks);
            Assert.Contains($"{service} port {bench.Emulator.MqttPort}", checks);
            Assert.Contains($"{service} port {bench.Emulator.HttpsPort}", checks);
        }

        Assert.All(findings, finding => Assert.Equal("pass", (string)finding!["verdict"]!));
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_what_to_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes.");
        await using Bench bench = await Bench.StartAsync();
        string cache = Path.Combine(bench.Folder, "cache");
        bench.Environment["ModuleIdentities__Cache__Directory"] = cache;
        await bench.DeviceAsync("provision", "thermostat");
        LetOthersRead(Directory.GetFiles(cache, "*.key", SearchOption.AllDirectories).Single());
        LetOthersRead(bench.Config);
        bench.Environment["ModuleIdentities__Provisioning__SymmetricKey__PrimaryKey"] = "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=";
        bench.Environment["ModuleIdentities__Network__MqttPort"] = "1";
        bench.Environment["ModuleIdentities__Provisioning__Transport"] = "Https";
        bench.Environment["ModuleIdentities__Provisoning__IdScope"] = "x";

        ToolRun run = await bench.DeviceAsync("doctor", "--json");

        Assert.Equal(1, run.ExitCode);
        AssertFinding(run, "configuration", "warn", "Provisoning is no key");
        AssertFinding(run, "files", "warn", "can be read by others");
        AssertFinding(run, "cache", "warn", "It is not trusted");
        AssertFinding(run, "DPS port 1", "warn", "Closed");
        AssertFinding(run, "credential and registry", "fail", "status 401");
    }

    [Fact]
    public async Task A_program_that_is_given_its_modules_is_examined_up_to_who_gives_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using Bench bench = await Bench.StartAsync();
        string folder = Directory.CreateTempSubdirectory("moduleidentities-doctor-").FullName;
        using Socket identityd = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        identityd.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "identityd.sock")));
        identityd.Listen();
        bench.Environment["ModuleIdentities__Provisioning__IdentityService__Directory"] = folder;

        ToolRun run = await bench.RunAsync(["doctor", "--json"]);

        Assert.Equal(1, run.ExitCode);
        AssertFinding(run, "socket", "fail", "keyd.sock");
        Assert.Equal(
            ["configuration: pass", "socket: pass", "socket: fail"],
            run.Json["findings"]!.AsArray().Select(finding => $"{finding!["check"]}: {finding["verdict"]}"));
    }

    [Theory]
    [InlineData(null, "fail")]
    [InlineData("http://127.0.0.1:1", "warn")]
    public async Task A_name_that_does_not_resolve_is_a_doubt_where_a_proxy_may_know_it(string? proxy, string verdict)
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Environment["ModuleIdentities__Provisioning__GlobalEndpoint"] = "dps.invalid";
        bench.Environment["ModuleIdentities__Provisioning__Timeout"] = "00:00:01";
        bench.Environment["ModuleIdentities__Network__Proxy"] = proxy;

        ToolRun run = await bench.DeviceAsync("doctor", "--json");

        Assert.Equal(1, run.ExitCode);
        AssertFinding(run, "DPS name", verdict, "does not resolve");
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_one_too()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Environment["ModuleIdentities__Provisioning__GlobalEndpoint"] = "dps.invalid";
        bench.Environment["ModuleIdentities__Provisioning__Timeout"] = "00:00:01";
        bench.Environment["HTTPS_PROXY"] = $"http://user:{bench.Secret("a-password-of-a-proxy")}@127.0.0.1:1";

        ToolRun run = await bench.DeviceAsync("doctor", "--json");

        AssertFinding(run, "DPS name", "warn", "the proxy 127.0.0.1 may know it");
    }

    [Fact]
    public async Task A_throttled_hub_is_a_doubt_with_what_to_do()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Environment["ModuleIdentities__Provisioning__Timeout"] = "00:00:02";
        using FaultHandle throttled = bench.Emulator.Faults.Add(Fault.Refuse(429) with { Operations = EmulatorOperations.ListModules });

        ToolRun run = await bench.DeviceAsync("doctor", "--json");
        ToolRun text = await bench.DeviceAsync("doctor");

        AssertFinding(run, "credential and registry", "warn", "status 429");
        Assert.Contains("warn\tcredential and registry\t", text.Output, StringComparison.Ordinal);
        Assert.Contains("100 registry operations a minute", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_file_of_the_cache_is_told_with_its_mode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes.");
        await using Bench bench = await Bench.StartAsync();
        string cache = Path.Combine(bench.Folder, "cache");
        bench.Environment["ModuleIdentities__Cache__Directory"] = cache;
        await bench.DeviceAsync("provision", "thermostat", "humidity");

        ToolRun run = await bench.DeviceAsync("doctor");

        foreach (string path in Directory.GetFiles(cache, "*", SearchOption.AllDirectories))
        {
            Assert.Contains($"pass\tcache\t{path} has mode 600, and is its owner's alone.", run.Output, StringComparison.Ordinal);
        }
    }

    private static void LetOthersRead(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        }
    }

    private static void AssertFinding(ToolRun run, string check, string verdict, string meaning) => Assert.Contains(
        run.Json["findings"]!.AsArray(),
        finding => (string)finding!["check"]! == check && (string)finding["verdict"]! == verdict
            && ((string)finding["meaning"]!).Contains(meaning, StringComparison.Ordinal) && finding["advice"] is not null);
}
