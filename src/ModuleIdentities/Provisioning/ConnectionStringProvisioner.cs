namespace ModuleIdentities;

/// <summary>Takes hub and device id from a device connection string; no service is asked.</summary>
internal sealed class ConnectionStringProvisioner(HubConnectionString device) : IDeviceProvisioner
{
    public string Source => $"{device.HubHostName}/{device.DeviceId}";

    public Credential Credential => device.Secret.Credential;

    public Task<DeviceAssignment> ProvisionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new DeviceAssignment(device.HubHostName, device.DeviceId, Credential));
}
