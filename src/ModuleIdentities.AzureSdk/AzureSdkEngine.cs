namespace ModuleIdentities;

/// <summary>Microsoft's packages, the 1.x line, beneath the policies of this library; their own retries are switched off.</summary>
internal sealed class AzureSdkEngine : IEngine
{
    public const int MqttPort = 8883;
    public const int HttpsPort = 443;

    public static AzureSdkEngine Instance { get; } = new();

    public IEnumerable<(string Path, string Fault)> Check(ModuleIdentityOptions options)
    {
        if (options.Network.MqttPort != MqttPort)
        {
            yield return ("Network:MqttPort", $"is {options.Network.MqttPort}; the engine AzureSdk has {MqttPort} built in");
        }

        if (options.Network.HttpsPort != HttpsPort)
        {
            yield return ("Network:HttpsPort", $"is {options.Network.HttpsPort}; the engine AzureSdk has {HttpsPort} built in");
        }
    }

    public IDpsTransport OpenProvisioning(DpsEnrollment enrollment, ModuleIdentityOptions options) => SdkDpsTransport.Takes(enrollment.Credential)
        ? new SdkDpsTransport(enrollment, options)
        : NativeEngine.Instance.OpenProvisioning(enrollment, options);

    // Their RegistryManager takes no client certificate.
    public IRegistryTransport OpenRegistry(DeviceAssignment device, ModuleIdentityOptions options) => device.Credential.Certificate is null
        ? new SdkRegistryTransport(device, options)
        : NativeEngine.Instance.OpenRegistry(device, options);

    public Task<HubLink> ConnectAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken) =>
        SdkHubLink.OpenAsync(request, options, cancellationToken);
}
