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

    private readonly List<string> _secrets = [];

    private Bench(IotEmulator emulator, IndividualEnrollment enrollment, string enrollmentKey)
    {
        Emulator = emulator;
        EnrollmentKey = enrollmentKey;
        Folder = Directory.CreateTempSubdirectory("moduleid-").FullName;
        Config = Write("moduleid.json", Nested(emulator.SettingsFor(enrollment)).ToJsonString());
        EmulatorFile = Write(
            "emulator.env",
            $"""
            ModuleIdentities__Network__TrustedRootPem={emulator.CertificateAuthorityPem.ReplaceLineEndings("\\n")}
            MODULEID_EMULATOR_URI={emulator.ManagementUri}
            MODULEID_EMULATOR_TOKEN={emulator.ManagementToken}

            """);
    }

    public IotEmulator Emulator { get; }

    public string EnrollmentKey { get; }

    /// <summary>A folder of this test alone; the tool's working directory.</summary>
    public string Folder { get; }

    /// <summary>The configuration file of the device.</summary>
    public string Config { get; }

    /// <summary>What the emulator would write with <c>--ready-file</c>, as far as its management needs it.</summary>
    public string EmulatorFile { get; }

    /// <summary>Variables that the tool finds in its environment.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Bench> StartAsync(IotEmulatorOptions? options = null)
    {
        IotEmulator emulator = await IotEmulator.StartAsync(options, Cancellation);
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

    /// <summary>Runs the tool to its end, and sees to it that no secret was shown, and that files with one are their owner's alone.</summary>
    public async Task<ToolRun> RunAsync(string[] arguments, string? input = null, bool mayShowSecrets = false)
    {
        Dictionary<string, DateTime> before = Files();
        await using RunningTool tool = Start(arguments, input, mayShowSecrets);
        ToolRun run = await tool.EndAsync();
        foreach (string path in Files().Except(before).Select(written => written.Key))
        {
            AssertPrivateWhenSecret(path);
        }

        return run;
    }

    /// <summary>Starts the tool with the device's configuration.</summary>
    public RunningTool StartDevice(params string[] arguments) => Start([.. arguments, "--config", Config]);

    /// <summary>Another secret of this test.</summary>
    public string Secret(string secret)
    {
        _secrets.Add(secret);
        return secret;
    }

    /// <summary>Every secret that the tool might show: keys of the enrolment, of devices and their modules, what opens the emulator, and the test's own.</summary>
    public IEnumerable<string> Secrets() =>
    [
        EnrollmentKey,
        Emulator.ManagementToken,
        .. _secrets,
        .. Emulator.Devices.List().Select(device => Emulator.Devices.ConnectionString(device)).SelectMany(KeyOf),
        .. Emulator.Devices.List()
            .SelectMany(device => Emulator.Devices.ListModules(device).Select(module => Emulator.Devices.ConnectionString(device, module.ModuleId)))
            .SelectMany(KeyOf),
    ];

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts the tool.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it finds on standard input.</param>
    /// <param name="mayShowSecrets">Whether it is asked for a secret, and may write that.</param>
    /// <param name="wrapper">A command that runs it, as another user for example; none by default.</param>
    public RunningTool Start(string[] arguments, string? input = null, bool mayShowSecrets = false, string[]? wrapper = null)
    {
        // A background job of a shell ignores SIGINT, and so do its children, unless env lets them hear it again.
        string[] command = [.. wrapper ?? [], .. OperatingSystem.IsLinux() ? new[] { "env", "--default-signal", "dotnet" } : ["dotnet"], Program, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = wrapper is null ? Folder : Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        return new RunningTool(start, input, Secrets, mayShowSecrets);
    }

    /// <summary>Gives the tool what a machine of the back office has: the connection strings of services, with new keys, and the way to them.</summary>
    public void BeOffice()
    {
        foreach ((string key, string? value) in Emulator.SettingsFor(Emulator.Enrollments.Find(Device)!))
        {
            if (key.Contains(":Network:", StringComparison.Ordinal))
            {
                Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            }
        }

        Environment["IOTHUB_CONNECTION_STRING"] = Emulator.Hubs[0].Policies.RegenerateKeys("iothubowner");
        Environment["DPS_CONNECTION_STRING"] = Emulator.ProvisioningPolicies.RegenerateKeys("provisioningserviceowner");
        _secrets.AddRange(KeyOf(Environment["IOTHUB_CONNECTION_STRING"]!));
        _secrets.AddRange(KeyOf(Environment["DPS_CONNECTION_STRING"]!));
    }

    /// <summary>Waits for a file of the test's folder that is written whole.</summary>
    public async Task AppearsAsync(string path)
    {
        using FileSystemWatcher watcher = new(Folder);
        TaskCompletionSource appeared = new(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, change) =>
        {
            if (change.FullPath == path)
            {
                appeared.TrySetResult();
            }
        };
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(path))
        {
            await appeared.Task.WaitAsync(Cancellation);
        }
    }

    /// <summary>Owner and mode of a file, as <c>stat</c> has them.</summary>
    public static async Task<string> OwnerAndModeAsync(string path)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%U %a", path]) { RedirectStandardOutput = true })!;
        return (await stat.StandardOutput.ReadToEndAsync(Cancellation)).Trim();
    }

    // One with a certificate has none.
    private static string[] KeyOf(string connectionString) => connectionString.Split("SharedAccessKey=")[1..];

    private Dictionary<string, DateTime> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc);

    private void AssertPrivateWhenSecret(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        string content = File.ReadAllText(path);
        if (Secrets().Any(secret => content.Contains(secret, StringComparison.Ordinal)))
        {
            Assert.Equal(default, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    public static JsonObject Nested(IReadOnlyDictionary<string, string?> settings)
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
