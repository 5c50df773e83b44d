namespace ModuleIdentities;

/// <summary>Finds out which hub the device belongs to, and with which device id.</summary>
internal interface IDeviceProvisioner
{
    /// <summary>Names the enrolment or the device without any secret, so that a cache can tell whether it holds the same.</summary>
    string Source { get; }

    /// <summary>What the device proves itself with.</summary>
    Credential Credential { get; }

    /// <summary>Gets the device's assignment , with the credential that opens its hub.</summary>
    /// <exception cref="ModuleIdentityException">The device was refused, not assigned, or the service could not be reached.</exception>
    Task<DeviceAssignment> ProvisionAsync(CancellationToken cancellationToken);
}
