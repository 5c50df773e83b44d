using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli.Tests;

/// <summary>
/// No secret is in the detailed log of any command, nor in the log of a failed one. <see cref="RunningTool"/> looks at the screen and at every command line
/// of the machine, and <see cref="Bench"/> at the files, in all other tests too.
/// </summary>
public sealed class SecretTests
{
    private const string Settings = "ModuleIdentities__Provisioning__";

    /// <summary>Every command that a program can end, with a stand-in for what only a test knows.</summary>
    public static TheoryData<string> Lines =>
    [
        "provision thermostat --config CONFIG",
        "provision thermostat --again --config CONFIG",
        "show thermostat --config CONFIG",
        "list --config CONFIG",
        "rotate-keys thermostat --config CONFIG",
        "connection-string thermostat --out thermostat.txt --config CONFIG",
        "send thermostat --body 1 --config CONFIG",
        "twin get thermostat --config CONFIG",
        "twin report thermostat --body {\"a\":1} --config CONFIG",
        "twin watch thermostat --count 1 --config CONFIG",
        "group-key line-9 --group-key-file KEY --out line-9.key",
        "config check --config CONFIG",
        "doctor --config CONFIG",
        "monitor --no-follow --emulator EMULATOR",
        "emulator seed SEED --emulator EMULATOR",
        "emulator fault add refuse status=503 times=1 deviceId=nobody --emulator EMULATOR",
        "emulator fault list --emulator EMULATOR",
        "emulator fault remove --all --emulator EMULATOR",
        "hub device create line-5 --out line-5.txt",
        "hub device list",
        "hub device show bench",
        "hub module list bench",
        "hub module create bench thermostat --out bench.txt",
        "hub enrollment create line-5 --out line-5.key",
        "hub enrollment list",
        "hub enrollment show line-4",
        "hub enrollment-group create fleet --out fleet.key",
        "hub device delete bench --yes",
        "completions bash",
        "delete thermostat --yes --config CONFIG",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task The_detailed_log_of_a_command_has_no_secret(string line)
    {
        await using Bench bench = await PreparedAsync();

        ToolRun run = await bench.RunAsync([.. Arguments(bench, line), "--verbose"]);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Its_JSON_is_a_document_a_result_with_nothing_beside_it(string line)
    {
        await using Bench bench = await PreparedAsync();
        // Something for those that tell what others do.
        await bench.DeviceAsync("send", "thermostat", "--body", "1");

        ToolRun run = await bench.RunAsync([.. Arguments(bench, line), "--json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(run.Output.Trim().Split(Environment.NewLine), document => Assert.Equal(1, (int)JsonNode.Parse(document)!["version"]!));
    }

    [Fact]
    public async Task A_command_that_is_refused_does_not_show_the_secret_that_was_refused()
    {
        await using Bench bench = await PreparedAsync();
        bench.Environment[$"{Settings}SymmetricKey__PrimaryKey"] = bench.Secret("d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=");
        Assert.Equal(4, (await bench.RunAsync([.. Arguments(bench, "list --config CONFIG"), "--verbose"])).ExitCode);

        bench.Environment[$"{Settings}SymmetricKey__PrimaryKey"] = bench.Secret("of-no-use");
        Assert.Equal(2, (await bench.RunAsync([.. Arguments(bench, "list --config CONFIG"), "--verbose"])).ExitCode);
        Assert.Equal(2, (await bench.RunAsync([.. Arguments(bench, "config check --config CONFIG"), "--json"])).ExitCode);
    }

    private static IEnumerable<string> Arguments(Bench bench, string line) => line.Split(' ').Select(word => word switch
    {
        "CONFIG" => bench.Config,
        "EMULATOR" => bench.EmulatorFile,
        "KEY" => Path.Combine(bench.Folder, "group.key"),
        "SEED" => Path.Combine(bench.Folder, "seed.json"),
        _ => word,
    });

    /// <summary>A device with a module, and a back office, each with its secrets.</summary>
    private static async Task<Bench> PreparedAsync()
    {
        Bench bench = await Bench.StartAsync();
        await bench.DeviceAsync("provision", "thermostat");
        await bench.Emulator.Devices.AddAsync("bench", Cancellation);
        string key = bench.Secret(Convert.ToBase64String(Guid.NewGuid().ToByteArray()));
        bench.Write("group.key", key);
        bench.Write("seed.json", $$"""{ "enrollments": [ { "registrationId": "line-8", "primaryKey": "{{key}}", "secondaryKey": "{{key}}" } ] }""");
        bench.BeOffice();
        return bench;
    }
}
