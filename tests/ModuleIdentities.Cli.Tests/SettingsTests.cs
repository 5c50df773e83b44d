using System.Security.Cryptography;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>group-key</c>, <c>config check</c>, <c>completions</c>.</summary>
public sealed class SettingsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_group_key_gives_the_key_of_a_device_that_DPS_accepts(bool isInput)
    {
        await using Bench bench = await Bench.StartAsync();
        string groupKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        bench.Emulator.Enrollments.AddGroup("fleet", groupKey);
        string file = Path.Combine(bench.Folder, "line-5.key");
        string source = isInput ? "-" : bench.Write("fleet.key", $"{groupKey}\n");

        ToolRun run = await bench.RunAsync(["group-key", "line-5", "--group-key-file", source, "--out", file, "--json"], isInput ? groupKey : null);

        string expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(groupKey), "line-5"u8));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected, (await File.ReadAllTextAsync(file, Cancellation)).Trim());
        Assert.DoesNotContain(groupKey, run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(expected, run.Output + run.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        // The key opens the device's enrolment: the group's key itself has left the machine of the operator in no file of the device.
        bench.Environment["ModuleIdentities__Provisioning__RegistrationId"] = "line-5";
        bench.Environment["ModuleIdentities__Provisioning__SymmetricKey__PrimaryKey"] = "";
        bench.Environment["ModuleIdentities__Provisioning__SymmetricKey__KeyPath"] = file;
        Assert.Equal(0, (await bench.DeviceAsync("provision", "thermostat")).ExitCode);
    }

    [Fact]
    public async Task What_is_no_group_key_or_no_registration_id_is_refused()
    {
        await using Bench bench = await Bench.StartAsync();
        string text = bench.Write("text", "not base64");

        Assert.Equal(2, (await bench.RunAsync(["group-key", "line-5", "--group-key-file", text, "--show-secret"])).ExitCode);
        Assert.Equal(2, (await bench.RunAsync(["group-key", "line 5", "--group-key-file", text, "--show-secret"])).ExitCode);
    }

    [Fact]
    public async Task A_right_configuration_is_explained_without_its_secrets()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.DeviceAsync("config", "check");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"device: registration '{Bench.Device}' in ID scope {bench.Emulator.IdScope}", run.Output, StringComparison.Ordinal);
        Assert.Contains("better in a file", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_configuration_are_told_at_once_typing_errors_too()
    {
        await using Bench bench = await Bench.StartAsync();
        string file = bench.Write("wrong.json", """{"ModuleIdentities":{"Provisioning":{"IdScop":"0ne00ABCDEF","Timeout":"00:00:00"},"Network":{"MqttPort":0}}}""");

        ToolRun run = await bench.RunAsync(["config", "check", "--config", file, "--json"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Error));
        Assert.False((bool)run.Json["isValid"]!);
        string faults = string.Join('\n', run.Json["faults"]!.AsArray().Select(fault => (string)fault!));
        Assert.Contains("ModuleIdentities:Provisioning:IdScop is no key of this section", faults, StringComparison.Ordinal);
        Assert.Contains("Provisioning:IdScope is missing", faults, StringComparison.Ordinal);
        Assert.Contains("Network:MqttPort is 0", faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_accepts_the_completions_and_completes_with_them()
    {
        await using Bench bench = await Bench.StartAsync();
        Assert.Equal(2, (await bench.RunAsync(["completions", "tcsh"])).ExitCode);

        ToolRun script = await bench.RunAsync(["completions", "bash"]);
        ToolRun suggestions = await bench.RunAsync(["[suggest:12]", "moduleid pro"]);

        Assert.Equal(0, script.ExitCode);
        Assert.Contains("complete -o default -F _moduleid moduleid", script.Output, StringComparison.Ordinal);
        Assert.Contains("provision", suggestions.Output, StringComparison.Ordinal);
    }
}
