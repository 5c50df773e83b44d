namespace ModuleIdentities;

/// <summary>Takes hub and device id from a device connection string; no service is asked.</summary>
internal sealed class ConnectionStringProvisioner(string connectionString, X509Options certificate) : IDeviceProvisioner
{
    public Task<DeviceAssignment> ProvisionAsync(CancellationToken cancellationToken) =>
        DeviceConnectionString.TryParse(connectionString, certificate, out DeviceConnectionString? parsed, out string? fault)
            ? Task.FromResult(new DeviceAssignment(parsed.HubHostName, parsed.DeviceId, parsed.Credential))
            : throw new FormatException($"The device connection string {fault}.");
}
