namespace ModuleIdentities;

/// <summary>Finds out which hub the device belongs to, and with which device id.</summary>
internal interface IDeviceProvisioner
{
    /// <summary>Gets the device's assignment and the credential that opens its hub.</summary>
    /// <exception cref="ModuleIdentityException">The device was refused, not assigned, or the service could not be reached.</exception>
    Task<DeviceCredential> ProvisionAsync(CancellationToken cancellationToken);
}
