using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary>An emulator with one enrolled device, and the tool on that device: the built program, as a process of its own.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Device = "line-4";

    private static readonly string Program = Path.Combine(
        Repository.Root, "src", "ModuleIdentities.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "moduleid.dll");

    private Bench(IotEmulator emulator, IndividualEnrollment enrollment, string enrollmentKey)
    {
        Emulator = emulator;
        EnrollmentKey = enrollmentKey;
        Folder = Directory.CreateTempSubdirectory("moduleid-").FullName;
        Config = Write("moduleid.json", Nested(emulator.SettingsFor(enrollment)).ToJsonString());
    }

    public IotEmulator Emulator { get; }

    public string EnrollmentKey { get; }

    /// <summary>A folder of this test alone; the tool's working directory.</summary>
    public string Folder { get; }

    /// <summary>The configuration file of the device.</summary>
    public string Config { get; }

    /// <summary>Variables that the tool finds in its environment.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Bench> StartAsync()
    {
        IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        return new Bench(emulator, emulator.Enrollments.AddSymmetricKey(Device, key), key);
    }

    /// <summary>Writes a file that only this user can read.</summary>
    public string Write(string name, string content)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    /// <summary>Runs the tool with the device's configuration to its end.</summary>
    public Task<ToolRun> DeviceAsync(params string[] arguments) => RunAsync([.. arguments, "--config", Config]);

    /// <summary>Runs the tool to its end, and sees to it that no secret was shown.</summary>
    public async Task<ToolRun> RunAsync(string[] arguments, string? input = null, bool mayShowSecrets = false)
    {
        await using RunningTool tool = Start(arguments, input);
        ToolRun run = await tool.EndAsync();
        if (!mayShowSecrets)
        {
            Assert.All(Secrets(), secret =>
            {
                Assert.DoesNotContain(secret, run.Output, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, run.Error, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, tool.CommandLine, StringComparison.Ordinal);
            });
        }

        return run;
    }

    /// <summary>Starts the tool with the device's configuration.</summary>
    public RunningTool StartDevice(params string[] arguments) => Start([.. arguments, "--config", Config], null);

    /// <summary>Every key that the tool might show: of the enrolment, of the device, of its modules.</summary>
    public IEnumerable<string> Secrets() =>
    [
        EnrollmentKey,
        .. Emulator.Devices.List().SelectMany(device => Emulator.Devices.ListModules(device).Select(module => KeyOf(device, module.ModuleId))),
    ];

    public string KeyOf(string device, string module) => Emulator.Devices.ConnectionString(device, module).Split("SharedAccessKey=")[1];

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public RunningTool Start(string[] arguments, string? input)
    {
        ProcessStartInfo start = new("dotnet", [Program, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        return new RunningTool(start, input);
    }

    private static JsonObject Nested(IReadOnlyDictionary<string, string?> settings)
    {
        JsonObject root = [];
        foreach ((string key, string? value) in settings)
        {
            JsonObject section = root;
            string[] path = key.Split(':');
            foreach (string name in path[..^1])
            {
                section[name] ??= new JsonObject();
                section = section[name]!.AsObject();
            }

            section[path[^1]] = value;
        }

        return root;
    }
}
