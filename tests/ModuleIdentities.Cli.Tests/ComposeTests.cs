using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModuleIdentities.Cli.Tests.Serving;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary>
/// What samples/Compose asks of containers, without containers: the command, the health check and the module's settings as they are written there, with
/// folders for volumes, free ports and loopback for the network, and a user who is not root.
/// </summary>
public sealed partial class ComposeTests
{
    private const int User = 1654;
    private const string ReadyFile = "ready.env";

    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "Compose");
    private static readonly string s_compose = File.ReadAllText(Path.Combine(s_folder, "compose.yaml")).ReplaceLineEndings("\n");

    [Fact]
    public async Task The_emulator_becomes_healthy_serves_the_module_and_keeps_its_state_when_it_is_killed()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("It takes root to be another user, and Linux.");
            return;
        }

        await using Bench bench = await Bench.StartAsync();
        foreach (string volume in new[] { "state", "trust", "seed" })
        {
            // Whoever may enter the folder of the test can write there.
            Directory.CreateDirectory(Path.Combine(bench.Folder, volume));
            Open(Path.Combine(bench.Folder, volume));
        }

        Open(bench.Folder);
        string seed = Path.Combine(bench.Folder, "seed", "emulator.json");
        File.Copy(Path.Combine(s_folder, "emulator.json"), seed);
        string[] ports = [.. FreePorts.Take(2).Select(port => port.ToString(CultureInfo.InvariantCulture))];
        string Here(string text) => text switch
        {
            "emulator.test" => "127.0.0.1",
            "8883" => ports[0],
            "8443" => ports[1],
            "/tmp/emulator.env" => Path.Combine(bench.Folder, ReadyFile),
            _ => Volume().Replace(text, match => Path.Combine(bench.Folder, match.Groups[1].Value)),
        };
        string[] command = [.. List("command").Select(Here)];
        string[] healthCheck = [.. List("test")[3..].Select(Here)];
        foreach (Match setting in Setting().Matches(s_compose))
        {
            bench.Environment[setting.Groups[1].Value] = Here(setting.Groups[2].Value);
        }

        Assert.NotEqual(0, (await CheckAsync(bench, healthCheck)).ExitCode);
        Assert.Equal("created", await RunAsync(bench, command, healthCheck));
        string authority = await File.ReadAllTextAsync(Path.Combine(bench.Folder, "trust", "ca.pem"), TestContext.Current.CancellationToken);

        // What is in memory goes with the container.
        string ready = Path.Combine(bench.Folder, ReadyFile);
        Assert.NotEqual(0, (await CheckAsync(bench, healthCheck)).ExitCode);
        File.Delete(ready);

        Assert.Equal("existing", await RunAsync(bench, command, healthCheck));
        Assert.Equal(authority, await File.ReadAllTextAsync(Path.Combine(bench.Folder, "trust", "ca.pem"), TestContext.Current.CancellationToken));
        Assert.Equal("UNKNOWN 600", await Bench.OwnerAndModeAsync(Path.Combine(bench.Folder, "state", "emulator.db")));
    }

    [Fact]
    public void Images_do_not_run_as_root_and_own_what_is_mounted()
    {
        string emulator = File.ReadAllText(Path.Combine(Repository.Root, "src", "ModuleIdentities.Cli", "Dockerfile"));
        string module = File.ReadAllText(Path.Combine(Repository.Root, "samples", "Worker", "Dockerfile"));

        Assert.All([emulator, module], text => Assert.Matches(@"USER app\n(VOLUME .*\n)?ENTRYPOINT", text.ReplaceLineEndings("\n")));
        Assert.Matches(@"chown app:app /state /trust\n", emulator.ReplaceLineEndings("\n"));
        Assert.Contains(IotEmulator.DevelopmentKey, s_compose, StringComparison.Ordinal);
    }

    [Fact]
    public void The_development_container_has_the_settings_of_the_module()
    {
        string development = File.ReadAllText(Path.Combine(s_folder, ".devcontainer", "compose.yaml")).ReplaceLineEndings("\n");

        Assert.Equal(Setting().Matches(s_compose).Select(setting => setting.Value), Setting().Matches(development).Select(setting => setting.Value));
        using JsonDocument container = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, ".devcontainer", "devcontainer.json")));
        Assert.All(
            container.RootElement.GetProperty("dockerComposeFile").EnumerateArray(),
            file => Assert.True(File.Exists(Path.Combine(s_folder, ".devcontainer", file.GetString()!))));
    }

    /// <summary>Starts the emulator, waits until it is healthy, gets the module its identity, and kills the emulator.</summary>
    /// <returns>Where the identity came from.</returns>
    private static async Task<string> RunAsync(Bench bench, string[] command, string[] healthCheck)
    {
        await using RunningTool emulator = bench.Start(command, mayShowSecrets: true, wrapper: ServeBench.As(User));
        string ready = Path.Combine(bench.Folder, ReadyFile);
        await bench.AppearsAsync(ready);
        ToolRun healthy = await CheckAsync(bench, healthCheck);
        Assert.True(healthy.ExitCode == 0, healthy.Error);
        ToolRun module = await bench.RunAsync(["provision", "thermostat", "--json"]);
        Assert.True(module.ExitCode == 0, module.Error);
        return (string)module.Json["identities"]![0]!["origin"]!;
    }

    private static async Task<ToolRun> CheckAsync(Bench bench, string[] healthCheck)
    {
        await using RunningTool check = bench.Start(healthCheck, wrapper: ServeBench.As(User));
        return await check.EndAsync();
    }

    [SupportedOSPlatform("linux")]
    private static void Open(string folder) => File.SetUnixFileMode(
        folder,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

    // A list in one line is JSON.
    private static string[] List(string name) =>
        JsonSerializer.Deserialize<string[]>(Regex.Match(s_compose, $@"^ +{name}: (\[.*\])$", RegexOptions.Multiline).Groups[1].Value)!;

    [GeneratedRegex("^/((?:state|trust|seed)/[a-z]+\\.[a-z]+)$")]
    private static partial Regex Volume();

    [GeneratedRegex("^ {6}(ModuleIdentities__\\w+): \"(.*)\"$", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
