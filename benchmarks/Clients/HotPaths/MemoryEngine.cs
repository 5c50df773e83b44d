namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>Carries a module's messages as far as a network would begin.</summary>
internal sealed class MemoryEngine : IEngine
{
    public const string ModuleId = "thermostat";

    /// <summary>Opens nothing.</summary>
    public static string Key { get; } = Convert.ToBase64String(new byte[32]);

    public MemoryLink? Link { get; private set; }

    /// <summary>A module that is there, behind this engine.</summary>
    public ModuleIdentityOptions Options()
    {
        ModuleIdentityOptions options = new() { AzureSdkEngine = this, Engine = ModuleEngine.AzureSdk };
        options.Provisioning.ConnectionString = $"HostName=contoso.azure-devices.net;DeviceId=line-4;ModuleId={ModuleId};SharedAccessKey={Key}";
        return options;
    }

    public IEnumerable<(string Path, string Fault)> Check(ModuleIdentityOptions options) => [];

    public IDpsTransport OpenProvisioning(DpsEnrollment enrollment, ModuleIdentityOptions options) => throw new NotSupportedException();

    public IRegistryTransport OpenRegistry(DeviceAssignment device, ModuleIdentityOptions options) => throw new NotSupportedException();

    public async Task<HubLink> ConnectAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        // What the native engine would say in its CONNECT.
        await HubPrincipal.CreateAsync(request.Identity, request.ModelId, options.Network, options.TimeProvider, cancellationToken);
        return Link = new MemoryLink(request, options.TimeProvider);
    }
}
