namespace ModuleIdentities;

/// <summary>Takes hub and device id from a device connection string; no service is asked.</summary>
internal sealed class ConnectionStringProvisioner(DeviceConnectionString device) : IDeviceProvisioner
{
    public string Source => $"{device.HubHostName}/{device.DeviceId}";

    public Credential Credential => device.Credential;

    /// <exception cref="InvalidOperationException">The connection string has not been validated.</exception>
    public static ConnectionStringProvisioner Create(ProvisioningOptions options) =>
        DeviceConnectionString.TryParse(options.ConnectionString!, options.X509, out DeviceConnectionString? device, out string? fault)
            ? new ConnectionStringProvisioner(device)
            : throw new InvalidOperationException($"The device connection string {fault}.");

    public Task<DeviceAssignment> ProvisionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new DeviceAssignment(device.HubHostName, device.DeviceId, device.Credential));
}
