namespace ModuleIdentities;

/// <summary>This library's own engine: MQTTnet's codec and <see cref="HttpClient"/>.</summary>
internal sealed class NativeEngine : IEngine
{
    public static NativeEngine Instance { get; } = new();

    public IEnumerable<(string Path, string Fault)> Check(ModuleIdentityOptions options) => [];

    public IDpsTransport OpenProvisioning(DpsEnrollment enrollment, ModuleIdentityOptions options)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        return provisioning.UsedTransport switch
        {
            ProvisioningTransport.Https => new DpsHttpsTransport(enrollment, options.Network, options.TimeProvider),
            ProvisioningTransport.MqttWebSocket => new DpsMqttTransport(
                enrollment, HubTransport.MqttWebSocket, provisioning, options.Network, options.TimeProvider),
            _ => new DpsMqttTransport(enrollment, HubTransport.Mqtt, provisioning, options.Network, options.TimeProvider),
        };
    }

    public IRegistryTransport OpenRegistry(DeviceAssignment device, ModuleIdentityOptions options) =>
        new HttpRegistryTransport(device, options.Network, options.TimeProvider);

    public Task<HubLink> ConnectAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken) =>
        MqttHubLink.OpenAsync(request, options, cancellationToken);
}
