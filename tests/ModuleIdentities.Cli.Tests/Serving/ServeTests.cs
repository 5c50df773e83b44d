using System.Text;
using ModuleIdentities.Canary;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests.Serving;

/// <summary>One provisioner, many applications, each under a Linux user of its own.</summary>
public sealed class ServeTests
{
    private const string Body = """{"temperature":21.5}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_applications_get_only_their_own_modules_and_a_third_gets_a_clear_refusal()
    {
        await using ServeBench serve = await ServeBench.StartAsync();

        ToolRun thermostat = await serve.RunAsync(ServeBench.Thermostat, "send", "thermostat", "--body", Body);
        ToolRun camera = await serve.RunAsync(ServeBench.Camera, "send", "camera", "--body", Body);
        ToolRun other = await serve.RunAsync(ServeBench.Thermostat, "send", "camera", "--body", Body, "--json");
        ToolRun another = await serve.RunAsync(ServeBench.Camera, "send", "thermostat", "--body", Body, "--json");
        ToolRun stranger = await serve.RunAsync(ServeBench.Stranger, "send", "thermostat", "--body", Body, "--json");

        Assert.Equal((0, 0), (thermostat.ExitCode, camera.ExitCode));
        Assert.Equal(["camera", "thermostat"], serve.Bench.Emulator.Messages.Snapshot().Select(message => message.ModuleId).Order());
        Assert.All([other, another, stranger], refused => Assert.Equal((4, "AccessDenied"), (refused.ExitCode, (string?)refused.JsonError["code"])));
        Assert.Contains("User 61001 may have thermostat, and not module 'camera'.", (string?)other.JsonError["message"], StringComparison.Ordinal);
        Assert.Contains("User 61003 is in no entry of Serve:Applications.", (string?)stranger.JsonError["message"], StringComparison.Ordinal);
        Assert.DoesNotContain(serve.Bench.Emulator.Devices.ListModules(Bench.Device), module => module.ModuleId is not ("camera" or "thermostat"));
    }

    [Fact]
    public async Task The_key_of_a_module_is_given_to_whom_it_is_granted_and_to_nobody_else()
    {
        await using ServeBench serve = await ServeBench.StartAsync();

        ToolRun camera = await serve.RunAsync(ServeBench.Camera, "connection-string", "camera", "--show-secret");
        ToolRun thermostat = await serve.RunAsync(ServeBench.Thermostat, "connection-string", "thermostat", "--show-secret", "--json");

        Assert.Equal(serve.Bench.Emulator.Devices.ConnectionString(Bench.Device, "camera"), camera.Output.Trim());
        Assert.Equal((1, "RequestRejected"), (thermostat.ExitCode, (string?)thermostat.JsonError["code"]));
        Assert.Contains("is not in this process", (string?)thermostat.JsonError["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_application_can_read_the_devices_key()
    {
        await using ServeBench serve = await ServeBench.StartAsync();
        string process = $"/proc/{serve.Host.Id}";
        string[][] attempts =
        [
            ["cat", serve.Config],
            ["ls", Path.Combine(Path.GetDirectoryName(serve.Config)!, "cache", "modules")],
            ["dd", $"if={process}/mem", "bs=1", "count=1"],
            ["cat", $"{process}/environ"],
            ["cat", $"{process}/maps"],
            ["ls", $"{process}/fd/"],
            [ServeBench.CreateDump, "--name", "/tmp/core.of-the-provisioner", $"{serve.Host.Id}"],
        ];
        await serve.RunAsync(ServeBench.Thermostat, "send", "thermostat", "--body", Body);

        foreach (string[] attempt in attempts)
        {
            (int exitCode, string output) = await ServeBench.TryAsync(ServeBench.Thermostat, attempt);
            Assert.True(exitCode != 0, $"{string.Join(' ', attempt)} worked: {output}");
        }

        // It is the user that is kept out, not the attempt that is wrong.
        foreach (string[] attempt in attempts.Where(attempt => attempt[0] is "cat" or "ls"))
        {
            (int exitCode, string output) = await ServeBench.TryAsync(ServeBench.Provisioner, attempt);
            Assert.True(exitCode == 0, output);
        }
    }

    [Fact]
    public async Task A_dump_of_an_application_has_neither_the_devices_key_nor_where_signatures_are_remote_the_modules()
    {
        await using ServeBench serve = await ServeBench.StartAsync();
        await using RunningTool thermostat = serve.StartAs(ServeBench.Thermostat, "twin", "watch", "thermostat", "--json");
        await using RunningTool camera = serve.StartAs(ServeBench.Camera, "twin", "watch", "camera", "--json");
        await thermostat.JsonAsync();
        await camera.JsonAsync();
        EmulatedDevices devices = serve.Bench.Emulator.Devices;
        string thermostatKey = KeyOf(devices.ConnectionString(Bench.Device, "thermostat"));
        string cameraKey = KeyOf(devices.ConnectionString(Bench.Device, "camera"));
        string otherKey = KeyOf(devices.ConnectionString(Bench.Device, "thermostat", withSecondaryKey: true));

        string[] signing = await FormsInAsync(thermostat, serve.Bench.EnrollmentKey, thermostatKey, otherKey, cameraKey);
        string[] keeping = await FormsInAsync(camera, serve.Bench.EnrollmentKey, thermostatKey, otherKey);

        Assert.Empty(signing);
        Assert.Empty(keeping);

        // What is searched for is found where it is: else this would prove nothing.
        Assert.NotEmpty(await FormsInAsync(camera, cameraKey));
        Assert.NotEmpty(await FormsInAsync(serve.Host, serve.Bench.EnrollmentKey));
        Assert.NotEmpty(await FormsInAsync(serve.Host, thermostatKey));

        async Task<string[]> FormsInAsync(RunningTool tool, params string[] keys) => FormsIn(await serve.DumpAsync(tool), keys);
    }

    /// <summary>The forms in which a key is in a memory: itself, base64, hexadecimal and more, in one or two bytes a letter.</summary>
    private static string[] FormsIn(byte[] memory, string[] keys) =>
    [
        .. keys.SelectMany((key, index) => SecretForms.Of(key).SelectMany(form => new[]
            {
                ($"key {index}, {form.Form}", Encoding.UTF8.GetBytes(form.Value)),
                ($"key {index}, {form.Form}, UTF-16", Encoding.Unicode.GetBytes(form.Value)),
            }).Append(($"key {index}, raw", Convert.FromBase64String(key))))
            .Where(form => memory.AsSpan().IndexOf(form.Item2) >= 0)
            .Select(form => form.Item1),
    ];

    private static string KeyOf(string connectionString) => connectionString.Split("SharedAccessKey=")[1];
}
