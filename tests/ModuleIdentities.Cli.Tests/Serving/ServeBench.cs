using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli.Tests.Serving;

/// <summary>
/// <c>moduleid serve</c> as a user of its own, which alone has the device's key, and applications as other users: real ones, by number, for which the
/// tests have to be root.
/// </summary>
internal sealed class ServeBench : IAsyncDisposable
{
    /// <summary>Users that no machine has: of the provisioner, of two applications, and of one that nobody knows.</summary>
    public const int Provisioner = 61000, Thermostat = 61001, Camera = 61002, Stranger = 61003;

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleid-serve-").FullName;
    private readonly string _config;
    private readonly string _applicationConfig;
    private RunningTool? _host;

    private ServeBench(Bench bench)
    {
        Bench = bench;
        JsonObject device = JsonNode.Parse(File.ReadAllText(bench.Config))!.AsObject();
        device["ModuleIdentities"]!["Cache"] = new JsonObject { ["Directory"] = Path.Combine(_folder, "cache") };
        device["Serve"] = new JsonObject
        {
            ["Socket"] = SocketPath,
            ["Applications"] = new JsonArray(
                Entry("User", $"{Thermostat}", "thermostat", "Signatures"), Entry("Group", $"{Camera}", "camera", "Keys"), Entry("User", "0", "admin", "Signatures")),
        };
        JsonObject application = new()
        {
            ["ModuleIdentities"] = new JsonObject
            {
                ["Network"] = device["ModuleIdentities"]!["Network"]!.DeepClone(),
                ["Provisioning"] = new JsonObject { ["LocalProvisioner"] = new JsonObject { ["Socket"] = SocketPath } },
            },
        };
        _config = Path.Combine(_folder, "serve.json");
        _applicationConfig = Path.Combine(_folder, "application.json");
        File.WriteAllText(_config, device.ToJsonString());
        File.WriteAllText(_applicationConfig, application.ToJsonString());
        Run("chown", "-R", $"{Provisioner}:{Provisioner}", _folder);
        Run("chmod", "755", _folder);
        Run("chmod", "600", _config);
        Run("chmod", "644", _applicationConfig);
    }

    /// <summary>The program of .NET that writes the memory of a process into a file.</summary>
    public static string CreateDump => Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "createdump");

    public Bench Bench { get; }

    /// <summary>The file with the device's key.</summary>
    public string Config => _config;

    public string SocketPath => Path.Combine(_folder, "moduleid.sock");

    public RunningTool Host => _host!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it, or skips the test with the reason.</summary>
    public static async Task<ServeBench> StartAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "It takes root to run programs as several users, and Linux to tell them apart.");
        ServeBench bench = new(await Bench.StartAsync());
        bench._host = bench.Start(Provisioner, ["serve", "--config", bench._config]);
        Assert.Equal($"Serving at {bench.SocketPath}", await bench._host.LineAsync());
        return bench;
    }

    /// <summary>Starts the tool as an application.</summary>
    public RunningTool StartAs(int user, params string[] arguments) => Start(user, [.. arguments, "--config", _applicationConfig]);

    /// <summary>Runs the tool as an application to its end.</summary>
    public async Task<ToolRun> RunAsync(int user, params string[] arguments)
    {
        await using RunningTool tool = Start(user, [.. arguments, "--config", _applicationConfig], mayShowSecrets: arguments.Contains("--show-secret"));
        return await tool.EndAsync();
    }

    /// <summary>Runs a program as a user; its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> TryAsync(int user, params string[] command)
    {
        string[] whole = [.. As(user), .. command];
        using Process process = Process.Start(new ProcessStartInfo(whole[0], whole[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output + await error);
    }

    /// <summary>All memory of a process, which root may look at.</summary>
    public async Task<byte[]> DumpAsync(RunningTool tool)
    {
        string path = Path.Combine(_folder, $"core.{tool.Id}");
        (int exitCode, string output) = await TryAsync(0, CreateDump, "--full", "--name", path, $"{tool.Id}");
        Assert.True(exitCode == 0 && File.Exists(path), output);
        byte[] memory = await File.ReadAllBytesAsync(path, Cancellation);
        File.Delete(path);
        return memory;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await Bench.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private RunningTool Start(int user, string[] arguments, bool mayShowSecrets = false) => Bench.Start(arguments, mayShowSecrets: mayShowSecrets, wrapper: As(user));

    /// <summary>Runs a command as another user.</summary>
    public static string[] As(int user) => ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", "env", "HOME=/tmp", "DOTNET_EnableDiagnostics=0"];

    private static JsonObject Entry(string kind, string name, string module, string access) =>
        new() { [kind] = name, ["Modules"] = new JsonArray(module), ["Access"] = access };

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
