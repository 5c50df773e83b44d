namespace ModuleIdentities.Cli.Tests;

/// <summary><c>moduleid tpm</c>, and the other commands on a device whose credential is in its TPM.</summary>
public sealed class TpmTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_that_is_shown_makes_the_enrolment_with_which_the_device_gets_in()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync(Cancellation);
        await using Bench bench = await Bench.StartAsync();

        ToolRun shown = await bench.RunAsync(["tpm", "show", "--tcti", tpm.Tcti, "--json"]);
        string key = (string)shown.Json["endorsementKey"]!;
        string config = bench.Write(
            "tpm.json", Bench.Nested(bench.Emulator.SettingsFor(bench.Emulator.Enrollments.AddTpm("line-6", key), tpm.Tcti)).ToJsonString());
        ToolRun provisioned = await bench.RunAsync(["provision", "pump", "--config", config, "--json"]);
        ToolRun check = await bench.RunAsync(["config", "check", "--config", config]);
        ToolRun doctor = await bench.RunAsync(["doctor", "--config", config]);

        Assert.Equal((0, 0, 0), (shown.ExitCode, provisioned.ExitCode, check.ExitCode));
        Assert.Equal("line-6", (string)provisioned.Json["identities"]![0]!["deviceId"]!);
        Assert.Contains($"the TPM at {tpm.Tcti}, which keeps its key at 0x81000100", check.Output, StringComparison.Ordinal);
        Assert.Contains("HTTPS", check.Output, StringComparison.Ordinal);
        Assert.Contains("answers and has an endorsement key", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TPM_that_is_not_there_is_told_as_such()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.RunAsync(["tpm", "show", "--tcti", "device:/dev/no-such-tpm", "--json"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("KeyUnavailable", (string?)run.JsonError["code"]);
    }
}
