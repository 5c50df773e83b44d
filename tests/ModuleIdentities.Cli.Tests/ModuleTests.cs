using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>provision</c>, <c>show</c>, <c>list</c>, <c>delete</c>, <c>rotate-keys</c>, <c>connection-string</c>.</summary>
public sealed class ModuleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Provision_creates_what_is_missing_and_leaves_what_exists()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun first = await bench.DeviceAsync("provision", "thermostat");
        ToolRun second = await bench.DeviceAsync("provision", "thermostat", "humidity", "--json");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(["thermostat", Bench.Device, bench.Emulator.HostName, "created"], first.Output.Trim().Split('\t')[..4]);
        Assert.Equal(1, (int)second.Json["version"]!);
        Assert.Equal(["existing", "created"], second.Json["identities"]!.AsArray().Select(identity => (string)identity!["origin"]!));
        Assert.Equal("", second.Error);
        Assert.Equal(2, bench.Emulator.Devices.ListModules(Bench.Device).Count);
    }

    [Fact]
    public async Task Provision_again_follows_the_device_to_its_new_hub()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.DeviceAsync("provision", "thermostat", "humidity", "--again", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["thermostat", "humidity"], run.Json["identities"]!.AsArray().Select(identity => (string)identity!["moduleId"]!));
    }

    [Fact]
    public async Task Show_tells_what_the_hub_has_and_makes_nothing()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun missing = await bench.DeviceAsync("show", "thermostat", "--json");
        Assert.Equal(3, missing.ExitCode);
        Assert.Equal("", missing.Output);
        Assert.Equal(("ModuleNotFound", 3), ((string)missing.JsonError["code"]!, (int)missing.JsonError["exitCode"]!));
        Assert.Empty(bench.Emulator.Devices.ListModules(Bench.Device));

        await bench.DeviceAsync("provision", "thermostat");
        EmulatedModule module = bench.Emulator.Devices[Bench.Device, "thermostat"];
        ToolRun text = await bench.DeviceAsync("show", "thermostat");
        ToolRun json = await bench.DeviceAsync("show", "thermostat", "--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.Contains($"primary key: {module.KeyFingerprint}", text.Output, StringComparison.Ordinal);
        Assert.Contains("connected: no", text.Output, StringComparison.Ordinal);
        Assert.Equal(module.KeyFingerprint, (string)json.Json["module"]!["primaryFingerprint"]!);
        Assert.Equal("sas", (string)json.Json["module"]!["authentication"]!);
    }

    [Fact]
    public async Task List_writes_a_line_for_each_module_or_one_document()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.DeviceAsync("provision", "thermostat", "humidity");

        ToolRun text = await bench.DeviceAsync("list");
        ToolRun json = await bench.DeviceAsync("list", "--json");

        Assert.Equal(["humidity", "thermostat"], text.Output.Trim().Split('\n').Select(line => line.Split('\t')[0]));
        Assert.Equal(["humidity", "thermostat"], json.Json["modules"]!.AsArray().Select(module => (string)module!["moduleId"]!));
    }

    [Fact]
    public async Task Delete_needs_a_yes_and_says_whether_there_was_anything()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.DeviceAsync("provision", "thermostat");

        ToolRun unasked = await bench.DeviceAsync("delete", "thermostat");
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        Assert.Single(bench.Emulator.Devices.ListModules(Bench.Device));

        ToolRun first = await bench.DeviceAsync("delete", "thermostat", "--yes", "--json");
        ToolRun second = await bench.DeviceAsync("delete", "thermostat", "--yes", "--json");

        Assert.Equal((0, true), (first.ExitCode, (bool)first.Json["isDeleted"]!));
        Assert.Equal((3, false), (second.ExitCode, (bool)second.Json["isDeleted"]!));
        Assert.Empty(bench.Emulator.Devices.ListModules(Bench.Device));
    }

    [Fact]
    public async Task Rotated_keys_are_new_keys()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.DeviceAsync("provision", "thermostat");
        string before = bench.Emulator.Devices[Bench.Device, "thermostat"].KeyFingerprint!;

        ToolRun run = await bench.DeviceAsync("rotate-keys", "thermostat", "--json");

        string after = bench.Emulator.Devices[Bench.Device, "thermostat"].KeyFingerprint!;
        Assert.Equal(0, run.ExitCode);
        Assert.NotEqual(before, after);
        Assert.Equal(after, (string)run.Json["identities"]![0]!["keyFingerprint"]!);
    }

    [Fact]
    public async Task The_connection_string_goes_into_a_file_of_mode_0600()
    {
        await using Bench bench = await Bench.StartAsync();
        string file = bench.Write("thermostat.txt", "old");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        }

        ToolRun run = await bench.DeviceAsync("connection-string", "thermostat", "--out", file, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, (string)run.Json["file"]!);
        Assert.Null(run.Json["connectionString"]);
        Assert.Equal($"{bench.Emulator.Devices.ConnectionString(Bench.Device, "thermostat")}\n", await File.ReadAllTextAsync(file, Cancellation));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task The_connection_string_is_on_the_screen_only_when_that_is_said()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun neither = await bench.DeviceAsync("connection-string", "thermostat");
        ToolRun shown = await bench.RunAsync(["connection-string", "thermostat", "--show-secret", "--config", bench.Config], mayShowSecrets: true);
        ToolRun both = await bench.DeviceAsync("connection-string", "thermostat", "--show-secret", "--out", "x");

        Assert.Equal((2, 0, 2), (neither.ExitCode, shown.ExitCode, both.ExitCode));
        Assert.Equal(bench.Emulator.Devices.ConnectionString(Bench.Device, "thermostat"), shown.Output.Trim());
        Assert.DoesNotContain("SharedAccessKey", shown.Error, StringComparison.Ordinal);
    }
}
