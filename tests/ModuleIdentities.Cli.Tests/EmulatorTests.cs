using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>emulator</c>, <c>emulator seed</c>, <c>emulator fault list|add|remove</c>, <c>monitor</c>.</summary>
public sealed class EmulatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_emulator_of_the_tool_is_steered_with_the_file_that_it_has_written()
    {
        await using Bench bench = await Bench.StartAsync();
        await using RunningTool emulator = bench.Start(
            ["emulator", "--mqtt-port", "0", "--https-port", "0", "--enroll", "line-7", "--ready-file", "own.env", "--json"], mayShowSecrets: true);
        JsonObject serving = await emulator.JsonAsync();
        string file = Path.Combine(bench.Folder, "own.env");
        await bench.AppearsAsync(file);
        bench.Secret((string)serving["managementToken"]!);

        ToolRun list = await bench.RunAsync(["emulator", "fault", "list", "--emulator", file, "--json"]);
        emulator.Signal("TERM");

        Assert.True(list.ExitCode == 0, list.Error);
        Assert.Empty(list.Json["faults"]!.AsArray());
        Assert.Equal($"{Environment.UserName} 600", await Bench.OwnerAndModeAsync(file));
        Assert.Equal(0, (await emulator.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task An_emulator_of_the_tool_prints_the_address_of_its_page_which_has_no_secret()
    {
        await using Bench bench = await Bench.StartAsync();
        int port = FreePorts.Take(1)[0];
        await using RunningTool emulator = bench.Start(
            ["emulator", "--mqtt-port", "0", "--https-port", "0", "--page-port", $"{port}", "--ready-file", "own.env"], mayShowSecrets: true);
        string file = Path.Combine(bench.Folder, "own.env");
        await bench.AppearsAsync(file);
        string[] settings = await File.ReadAllLinesAsync(file, Cancellation);
        string token = bench.Secret(settings.Single(line => line.StartsWith("MODULEID_EMULATOR_TOKEN=", StringComparison.Ordinal)).Split('=')[1]);
        string address = $"http://127.0.0.1:{port}/";

        await emulator.LineAsync();
        Assert.Contains(token, await emulator.LineAsync(), StringComparison.Ordinal);
        Assert.Equal($"Page: {address} shows the emulator; sign in with that token.", await emulator.LineAsync());
        Assert.Contains($"MODULEID_EMULATOR_PAGE={address}", settings);
        using HttpClient http = new();
        Assert.Contains("/js/app.js", await http.GetStringAsync(new Uri(address), Cancellation), StringComparison.Ordinal);
        emulator.Signal("TERM");
        Assert.Equal(0, (await emulator.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task An_emulator_that_is_to_serve_no_page_serves_none()
    {
        await using Bench bench = await Bench.StartAsync();
        await using RunningTool emulator = bench.Start(["emulator", "--mqtt-port", "0", "--https-port", "0", "--no-page", "--json"], mayShowSecrets: true);

        JsonObject serving = await emulator.JsonAsync();
        bench.Secret((string)serving["managementToken"]!);

        Assert.Null(serving["pageUri"]);
    }

    [Fact]
    public async Task A_seed_is_made_in_the_running_emulator_files_beside_it_too()
    {
        await using Bench bench = await Bench.StartAsync();
        using TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned("line-8");
        bench.Write("plant/line-8.pem", certificate.Certificate.ExportCertificatePem());
        string key = bench.Secret(Convert.ToBase64String(Guid.NewGuid().ToByteArray()));
        string seed = bench.Write("plant/seed.json", $$"""
            {
              // comments are welcome
              "hubs": [ { "devices": [ { "id": "bench", "primaryKey": "{{key}}", "modules": [ { "id": "thermostat" } ] } ] } ],
              "enrollments": [ { "registrationId": "line-8", "certificate": "line-8.pem" } ]
            }
            """);

        ToolRun run = await bench.RunAsync(["emulator", "seed", seed, "--emulator", bench.EmulatorFile]);
        ToolRun again = await bench.RunAsync(["emulator", "seed", "-", "--emulator", bench.EmulatorFile, "--json"], """{"enrollments":[{"registrationId":"line-9"}]}""");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("", run.Output);
        Assert.Contains(bench.Emulator.ManagementUri.ToString(), run.Error, StringComparison.Ordinal);
        Assert.Equal((0, "-"), (again.ExitCode, (string)again.Json["file"]!));
        Assert.Equal("thermostat", bench.Emulator.Devices.ListModules("bench").Single().ModuleId);
        Assert.NotNull(bench.Emulator.Enrollments.Find("line-8"));
        Assert.NotNull(bench.Emulator.Enrollments.Find("line-9"));
    }

    [Fact]
    public async Task What_is_wrong_with_a_seed_is_told_with_file_line_and_path()
    {
        await using Bench bench = await Bench.StartAsync();
        string seed = bench.Write("seed.json", "{\n  \"enrollments\": [\n    { \"registrationId\": \"line-9\", \"primaryKey\": \"short\" } ]\n}");

        ToolRun run = await bench.RunAsync(["emulator", "seed", seed, "--emulator", bench.EmulatorFile, "--json"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{seed}(3): enrollments[0]: ", (string)run.JsonError["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, (await bench.RunAsync(["emulator", "seed", "missing.json", "--emulator", bench.EmulatorFile])).ExitCode);
    }

    [Fact]
    public async Task A_fault_is_added_hits_is_counted_and_is_removed()
    {
        await using Bench bench = await Bench.StartAsync();
        string[] emulator = ["--emulator", bench.EmulatorFile];

        ToolRun added = await bench.RunAsync(["emulator", "fault", "add", "refuse", "status=503", "operations=CreateModule", "times=1", .. emulator]);
        ToolRun slow = await bench.RunAsync(["emulator", "fault", "add", "delay", "latency=00:00:00.001", "DEVICEID=4711", .. emulator, "--json"]);
        await bench.DeviceAsync("provision", "thermostat");
        ToolRun text = await bench.RunAsync(["emulator", "fault", "list", .. emulator]);
        ToolRun json = await bench.RunAsync(["emulator", "fault", "list", .. emulator, "--json"]);

        Assert.True(added.ExitCode == 0, added.Error);
        Assert.Equal(("delay", "4711"), ((string)slow.Json["fault"]!["fault"]!["kind"]!, (string)slow.Json["fault"]!["fault"]!["deviceId"]!));
        string[] refuse = text.Output.Split(Environment.NewLine)[0].Split('\t');
        Assert.Equal([added.Output.Trim(), "1", "refuse"], refuse[..3]);
        Assert.Contains("operations=CreateModule", refuse[3], StringComparison.Ordinal);
        Assert.Equal([1, 0], json.Json["faults"]!.AsArray().Select(fault => (int)fault!["hits"]!));

        ToolRun removed = await bench.RunAsync(["emulator", "fault", "remove", added.Output.Trim(), .. emulator]);
        ToolRun missing = await bench.RunAsync(["emulator", "fault", "remove", added.Output.Trim(), .. emulator, "--json"]);
        Assert.Equal((0, 3), (removed.ExitCode, missing.ExitCode));
        Assert.Equal(added.Output.Trim(), missing.Json["missing"]![0]!.ToString());
        Assert.Single(bench.Emulator.Faults.Handles);

        Assert.Equal(0, (await bench.RunAsync(["emulator", "fault", "remove", "--all", .. emulator])).ExitCode);
        Assert.Empty(bench.Emulator.Faults.Handles);
    }

    [Fact]
    public async Task What_is_listed_can_be_added_again()
    {
        await using Bench bench = await Bench.StartAsync();
        using FaultHandle slow = bench.Emulator.Faults.Add(Fault.Delay(TimeSpan.FromMilliseconds(1)) with { DeviceId = "nobody", Times = 3 });
        string[] listed = (await bench.RunAsync(["emulator", "fault", "list", "--emulator", bench.EmulatorFile])).Output.Trim().Split('\t');

        ToolRun added = await bench.RunAsync(["emulator", "fault", "add", listed[2], .. listed[3].Split(' '), "--emulator", bench.EmulatorFile]);

        Assert.True(added.ExitCode == 0, added.Error);
        Assert.Equal(slow.Fault, bench.Emulator.Faults.Handles[1].Fault);
    }

    [Theory]
    [InlineData("nonsense", "status=503", "nonsense")]
    [InlineData("refuse", "stat=503", "status")]
    [InlineData("refuse", "status=many", "status")]
    [InlineData("refuse", "status=200", "That is no fault: Status")]
    public async Task What_is_no_fault_is_a_mistake_of_usage(string kind, string member, string reason)
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.RunAsync(["emulator", "fault", "add", kind, member, "--emulator", bench.EmulatorFile]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Emulator.Faults.Handles);
    }

    [Fact]
    public async Task The_exit_code_says_what_is_wrong_with_the_emulator()
    {
        await using Bench bench = await Bench.StartAsync();
        string other = bench.Write("other.env", (await File.ReadAllTextAsync(bench.EmulatorFile, Cancellation)).Replace(bench.Emulator.ManagementToken, "of-another-run", StringComparison.Ordinal));
        string empty = bench.Write("empty.env", "X=y\n");

        ToolRun none = await bench.RunAsync(["emulator", "fault", "list"]);
        ToolRun refused = await bench.RunAsync(["emulator", "fault", "list", "--emulator", other, "--json"]);
        Assert.Equal(2, (await bench.RunAsync(["emulator", "fault", "list", "--emulator", empty])).ExitCode);
        await bench.Emulator.KillAsync();
        ToolRun gone = await bench.RunAsync(["emulator", "fault", "list", "--emulator", bench.EmulatorFile, "--json"]);

        Assert.Equal(2, none.ExitCode);
        Assert.Contains("--ready-file", none.Error, StringComparison.Ordinal);
        Assert.Equal((4, "CredentialRefused"), (refused.ExitCode, (string)refused.JsonError["code"]!));
        Assert.Equal((5, "Unreachable"), (gone.ExitCode, (string)gone.JsonError["code"]!));
    }

    [Fact]
    public async Task Monitor_tells_what_is_there_and_what_comes_until_it_is_interrupted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using Bench bench = await Bench.StartAsync();
        await bench.DeviceAsync("send", "thermostat", "--body", """{"temperature":21.5}""", "-p", "alarm=none");
        await using RunningTool json = bench.Start(["monitor", "--emulator", bench.EmulatorFile, "--device", Bench.Device, "--json"]);
        await using RunningTool text = bench.Start(["monitor", "--emulator", bench.EmulatorFile, "--module", "thermostat"]);

        JsonObject first = await json.JsonAsync();
        string line = await text.LineAsync();
        await bench.DeviceAsync("send", "humidity", "--body", "[1]");
        JsonObject second = await json.JsonAsync();
        json.Signal("INT");
        text.Signal("INT");

        Assert.Equal((1, "thermostat", 21.5, "none"), ((int)first["version"]!, (string)first["moduleId"]!, (double)first["body"]!["temperature"]!, (string)first["properties"]!["alarm"]!));
        Assert.Equal("humidity", (string)second["moduleId"]!);
        Assert.Equal([$"{Bench.Device}/thermostat", """{"temperature":21.5}""", "alarm=none"], line.Split('\t')[1..]);
        Assert.Equal((0, ""), ((await json.EndAsync()).ExitCode, (await json.EndAsync()).Error));
        ToolRun ended = await text.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("humidity", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitor_ends_after_what_is_there_or_after_so_many_when_that_is_said()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.DeviceAsync("send", "thermostat", "--body", "1");
        await bench.DeviceAsync("send", "thermostat", "--body", "2");

        ToolRun all = await bench.RunAsync(["monitor", "--emulator", bench.EmulatorFile, "--no-follow"]);
        ToolRun one = await bench.RunAsync(["monitor", "--emulator", bench.EmulatorFile, "--count", "1"]);
        ToolRun none = await bench.RunAsync(["monitor", "--emulator", bench.EmulatorFile, "--no-follow", "--since", "2099-01-01T00:00:00Z"]);

        Assert.Equal((0, 0, 0), (all.ExitCode, one.ExitCode, none.ExitCode));
        Assert.Equal(["1", "2"], all.Output.Trim().Split(Environment.NewLine).Select(message => message.Split('\t')[2]));
        Assert.Single(one.Output.Trim().Split(Environment.NewLine));
        Assert.Equal("", none.Output);
    }

    [Fact]
    public async Task Monitor_of_a_hub_of_Azure_is_refused_with_what_does_it()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.RunAsync(["monitor", "--json"]);

        Assert.Equal((2, "NoEmulator"), (run.ExitCode, (string)run.JsonError["code"]!));
        Assert.Contains("Event Hubs", (string)run.JsonError["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emulator_that_ends_ends_the_monitor_as_unavailable()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.DeviceAsync("send", "thermostat", "--body", "1");
        await using RunningTool tool = bench.Start(["monitor", "--emulator", bench.EmulatorFile]);
        await tool.LineAsync();

        await bench.Emulator.KillAsync();

        Assert.Equal(5, (await tool.EndAsync()).ExitCode);
    }
}
