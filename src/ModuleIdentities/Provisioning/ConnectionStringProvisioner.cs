namespace ModuleIdentities;

/// <summary>Takes hub and device id from a device connection string; no service is asked.</summary>
internal sealed class ConnectionStringProvisioner(string connectionString) : IDeviceProvisioner
{
    public Task<DeviceCredential> ProvisionAsync(CancellationToken cancellationToken) =>
        DeviceConnectionString.TryParse(connectionString, out DeviceConnectionString? parsed, out string? fault)
            ? Task.FromResult(new DeviceCredential(parsed.HubHostName, parsed.DeviceId, parsed.Key))
            : throw new FormatException($"The device connection string {fault}.");
}
