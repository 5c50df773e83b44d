using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary><c>moduleid serve</c> in a process of its own, which gives modules to the user that the tests run as.</summary>
internal sealed class LocalProvisioner : IModuleGiver
{
    private readonly IConfiguration _configuration;
    private readonly string _socket;
    private ChildProgram _process = null!;

    private LocalProvisioner(IReadOnlyDictionary<string, string?> device, string folder, string access, string[] modules)
    {
        _socket = Path.Combine(folder, "moduleid.sock");
        _configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(device)
            .AddInMemoryCollection(
            [
                new("ModuleIdentities:Cache:Directory", Path.Combine(folder, "cache")),
                new("Serve:Socket", _socket),
                new("Serve:Applications:0:User", CurrentUser()),
                new("Serve:Applications:0:Access", access),
                .. modules.Select((module, index) => KeyValuePair.Create<string, string?>($"Serve:Applications:0:Modules:{index}", module)),
            ])
            .Build();
        Settings = new Dictionary<string, string?>(device.Where(setting => setting.Key.Contains(":Network:", StringComparison.Ordinal)))
        {
            ["ModuleIdentities:Provisioning:LocalProvisioner:Socket"] = _socket,
        };
    }

    public IReadOnlyDictionary<string, string?> Settings { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="device">The configuration of the device.</param>
    /// <param name="folder">A folder for its socket and its cache.</param>
    /// <param name="access"><c>Signatures</c> or <c>Keys</c>.</param>
    /// <param name="modules">The modules that it gives.</param>
    public static async Task<LocalProvisioner> StartAsync(IReadOnlyDictionary<string, string?> device, string folder, string access, params string[] modules)
    {
        LocalProvisioner provisioner = new(device, folder, access, modules);
        await provisioner.StartAsync();
        return provisioner;
    }

    /// <summary>Starts it, or starts it again after it was killed.</summary>
    public async Task StartAsync()
    {
        _process = ChildProgram.Start(ChildProgram.Tool, _configuration, ["serve"]);
        Assert.Equal($"Serving at {_socket}", await _process.LineAsync(Cancellation));
    }

    /// <summary>Kills it, as by kill -9.</summary>
    public Task KillAsync() => _process.KillAsync(Cancellation);

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string CurrentUser() => File.ReadLines("/proc/self/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];
}
