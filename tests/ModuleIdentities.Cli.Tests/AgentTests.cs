using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>agent plan|apply|status|remove|timer</c>, as a process, on an image of a device.</summary>
public sealed class AgentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Defender_gets_its_module_in_a_file_of_roots_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);

        ToolRun plan = await bench.DeviceAsync("agent", "plan", "defender", "--root", root);
        Assert.Equal(0, plan.ExitCode);
        string file = Path.Combine(root, "etc/defender_iot_micro_agent/connection_string.txt");
        Assert.False(File.Exists(file));
        Assert.Empty(bench.Emulator.Devices.ListModules(Bench.Device));
        Assert.Contains("create /etc/defender_iot_micro_agent/connection_string.txt (root:root 0600)", plan.Output, StringComparison.Ordinal);
        Assert.Contains("ModuleId=DefenderIotMicroAgent;SharedAccessKey=***", plan.Output, StringComparison.Ordinal);

        ToolRun first = await bench.DeviceAsync("agent", "apply", "defender", "--root", root, "--json");
        ToolRun second = await bench.DeviceAsync("agent", "apply", "defender", "--root", root, "--json");

        Assert.Equal(("written", "unchanged"), ((string)first.Json["state"]!, (string)second.Json["state"]!));
        Assert.Equal($"{bench.Emulator.Devices.ConnectionString(Bench.Device, "DefenderIotMicroAgent")}\n", await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal("root 600", await Bench.OwnerAndModeAsync(file));
    }

    [Fact]
    public async Task A_key_that_was_replaced_reaches_the_agents_file_and_nothing_else_changes_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);
        await bench.DeviceAsync("agent", "apply", "defender", "--root", root);
        string file = Path.Combine(root, "etc/defender_iot_micro_agent/connection_string.txt");
        DateTime written = File.GetLastWriteTimeUtc(file);

        await bench.DeviceAsync("agent", "apply", "defender", "--root", root);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));

        string rotated = await bench.Emulator.Devices.RegenerateModuleKeysAsync(Bench.Device, "DefenderIotMicroAgent", Cancellation);
        ToolRun run = await bench.DeviceAsync("agent", "apply", "defender", "--root", root, "--json");

        Assert.Equal("update", (string)run.Json["files"]![0]!["change"]!);
        Assert.Equal($"{bench.Emulator.Devices.ConnectionString(Bench.Device, "DefenderIotMicroAgent")}\n", await File.ReadAllTextAsync(file, Cancellation));
        Assert.NotEmpty(rotated);
    }

    [Fact]
    public async Task A_plan_changes_nothing_in_the_hub_and_knows_what_is_right_without_the_key()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);
        await bench.DeviceAsync("agent", "apply", "defender", "--root", root);
        string before = bench.Emulator.Devices.ConnectionString(Bench.Device, "DefenderIotMicroAgent");
        Directory.Delete(Path.Combine(root, "var/lib/moduleid/identities"), recursive: true);

        ToolRun certificate = await bench.DeviceAsync("agent", "plan", "defender", "--mode", "certificate", "--root", root, "--json");
        ToolRun same = await bench.DeviceAsync("agent", "plan", "defender", "--root", root, "--json");

        Assert.Equal(("planned", "unchanged"), ((string)certificate.Json["state"]!, (string)same.Json["state"]!));
        Assert.Contains("certificate_private.pem", certificate.Output, StringComparison.Ordinal);
        Assert.Equal(before, bench.Emulator.Devices.ConnectionString(Bench.Device, "DefenderIotMicroAgent"));
    }

    [Fact]
    public async Task A_person_reads_what_was_done_and_what_is_next()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);
        string[] update = ["--manufacturer", "contoso", "--model", "gw1", "--root", root];

        // Not as the others: the agent's own check of its health wants the file readable to its group.
        await using RunningTool apply = bench.StartDevice(["agent", "apply", "device-update", .. update]);
        ToolRun applied = await apply.EndAsync();
        ToolRun status = await bench.RunAsync(["agent", "status", "device-update", "--root", root]);
        ToolRun timer = await bench.RunAsync(["agent", "timer", "device-update", "--program", "/bin/true", .. update]);
        ToolRun removed = await bench.RunAsync(["agent", "remove", "device-update", "--root", root]);

        Assert.All(new[] { applied, status, timer, removed }, run => Assert.Equal(0, run.ExitCode));
        Assert.StartsWith("create /etc/adu/du-config.json (adu:adu 0640)\n", applied.Output, StringComparison.Ordinal);
        Assert.Equal("The files are written; deviceupdate-agent.service takes them up when it is next started.\n", applied.Error);
        Assert.Equal("agent: device-update\nunit: deviceupdate-agent.service\ninterrupted change: no\nmay be restarted: yes\n", status.Output);
        Assert.Equal("/etc/systemd/system/moduleid-agent-device-update.service\n/etc/systemd/system/moduleid-agent-device-update.timer\n", timer.Output);
        Assert.Contains("systemctl enable --now moduleid-agent-device-update.timer", timer.Error, StringComparison.Ordinal);
        Assert.StartsWith("update /etc/adu/du-config.json (adu:adu 0640)\n", removed.Output, StringComparison.Ordinal);
        string file = Path.Combine(root, "etc/adu/du-config.json");
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["--format", "%u:%g %a", file]) { RedirectStandardOutput = true })!;
        Assert.Equal("4711:4712 640\n", await stat.StandardOutput.ReadToEndAsync(Cancellation));
        Assert.DoesNotContain("SharedAccessKey", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_at_one_agent_come_one_after_the_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);
        await using RunningTool one = bench.StartDevice("agent", "apply", "osconfig", "--root", root, "--json");
        await using RunningTool other = bench.StartDevice("agent", "apply", "osconfig", "--root", root, "--json");

        ToolRun[] runs = [await one.EndAsync(), await other.EndAsync()];

        Assert.Equal(["unchanged", "written"], runs.Select(run => (string)run.Json["state"]!).Order(StringComparer.Ordinal));
        Assert.Equal(
            $"{bench.Emulator.Devices.ConnectionString(Bench.Device, "osconfig")}\n", await File.ReadAllTextAsync(Path.Combine(root, "etc/osconfig/osconfig.conn"), Cancellation));
    }

    [Fact]
    public async Task Device_Update_gets_a_certificate_that_the_hub_knows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);
        string[] apply = ["agent", "apply", "device-update", "--mode", "certificate", "--manufacturer", "contoso", "--model", "gw1", "--root", root, "--json"];

        ToolRun first = await bench.DeviceAsync(apply);
        ToolRun second = await bench.DeviceAsync(apply);

        Assert.Equal(("written", "unchanged"), ((string)first.Json["state"]!, (string)second.Json["state"]!));
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(Path.Combine(root, "etc/adu/certs/client.pem"), Path.Combine(root, "etc/adu/certs/client.key"));
        JsonObject registered = (await bench.DeviceAsync("show", "IoTHubDeviceUpdate", "--json")).Json["module"]!.AsObject();
        Assert.Equal("selfSigned", (string)registered["authentication"]!);
        Assert.StartsWith((string)registered["primaryFingerprint"]!, certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_service_that_watches_is_one_that_systemd_accepts_and_takes_the_place_of_the_timer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/systemd-analyze"), "Needs systemd-analyze.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);
        string[] timer = ["agent", "timer", "defender", "--config", "/etc/moduleid.json", "--root", root, "--program", "/bin/true", "--json"];
        await bench.RunAsync(timer);

        ToolRun run = await bench.RunAsync([.. timer, "--watch", "--every", "1h", "--model", "100 % \"$HOME\" \\o/"]);

        string unit = Path.Join(root, (string)Assert.Single(run.Json["files"]!.AsArray())!);
        Assert.Contains(
            """
            Type=notify
            ExecStart=/bin/true agent watch defender --config /etc/moduleid.json --model "100 %% \"$$HOME\" \\o/" --every 1h
            ExecReload=
            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(unit, Cancellation),
            StringComparison.Ordinal);
        Assert.False(File.Exists(Path.ChangeExtension(unit, ".timer")));
        await VerifyAsync(root, unit);
    }

    [Theory]
    [InlineData("--every", "30s")]
    [InlineData("--every", "soon")]
    [InlineData("--program", "moduleid")]
    public async Task A_unit_that_systemd_would_refuse_is_not_written(string option, string value)
    {
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);

        ToolRun run = await bench.RunAsync(["agent", "timer", "defender", option, value, "--root", root, "--json"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(value, (string)run.JsonError["message"]!, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(root, "etc/systemd")));
    }

    [Fact]
    public async Task The_timer_is_one_that_systemd_accepts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/systemd-analyze"), "Needs systemd-analyze.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);

        ToolRun run = await bench.RunAsync(["agent", "timer", "osconfig", "--config", "/etc/my config.json", "--every", "1h", "--root", root, "--program", "/bin/true", "--json"]);

        Assert.Equal(0, run.ExitCode);
        string[] units = [.. run.Json["files"]!.AsArray().Select(path => Path.Join(root, (string)path!))];
        Assert.Contains("ExecStart=/bin/true agent apply osconfig --config \"/etc/my config.json\"\n", await File.ReadAllTextAsync(units[0], Cancellation), StringComparison.Ordinal);
        await VerifyAsync(root, units);
    }

    [Fact]
    public async Task What_does_not_fit_the_agent_is_a_mistake_of_usage()
    {
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);

        Assert.Equal(2, (await bench.DeviceAsync("agent", "apply", "unheard-of", "--root", root)).ExitCode);
        ToolRun mode = await bench.DeviceAsync("agent", "apply", "defender", "--mode", "identity-service", "--root", root, "--json");
        ToolRun maker = await bench.DeviceAsync("agent", "apply", "device-update", "--root", root, "--json");

        Assert.Equal((2, "InvalidRequest"), (mode.ExitCode, (string)mode.JsonError["code"]!));
        Assert.Equal(2, maker.ExitCode);
        Assert.Contains("--manufacturer", (string)maker.JsonError["message"]!, StringComparison.Ordinal);
        Assert.Empty(bench.Emulator.Devices.List());
    }

    [Fact]
    public async Task Status_and_removal_need_no_credential()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Files of root are root's.");
        await using Bench bench = await Bench.StartAsync();
        string root = Image(bench);
        await bench.DeviceAsync("agent", "apply", "osconfig", "--root", root);
        Assert.True(File.Exists(Path.Combine(root, "etc/osconfig/osconfig.conn")));

        ToolRun status = await bench.RunAsync(["agent", "status", "osconfig", "--root", root, "--json"]);
        ToolRun removed = await bench.RunAsync(["agent", "remove", "osconfig", "--root", root, "--json"]);

        Assert.Equal((0, 0), (status.ExitCode, removed.ExitCode));
        Assert.False((bool)status.Json["isPending"]!);
        Assert.False(File.Exists(Path.Combine(root, "etc/osconfig/osconfig.conn")));
        Assert.Equal(0, (int)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(root, "etc/osconfig/osconfig.json"), Cancellation))!["IotHubManagement"]!);
    }

    private static async Task VerifyAsync(string root, params string[] units)
    {
        using Process verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", .. units]) { RedirectStandardError = true })!;
        string error = await verify.StandardError.ReadToEndAsync(Cancellation);
        await verify.WaitForExitAsync(Cancellation);
        Assert.True(verify.ExitCode == 0 && !error.Contains(root, StringComparison.Ordinal), error);
    }

    /// <summary>The root of a device on which all agents are installed.</summary>
    internal static string Image(Bench bench)
    {
        bench.Write("image/etc/passwd", "root:x:0:0::/root:/bin/sh\nadu:x:4711:4712::/:/bin/false\naziotid:x:4713:4713::/:/bin/false\n");
        bench.Write("image/etc/group", "root:x:0:\nadu:x:4712:\naziotid:x:4713:adu\naziotcs:x:4714:adu\naziotks:x:4715:adu\n");
        return Path.Combine(bench.Folder, "image");
    }
}
