using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Chooses, from the options, where the device's assignment comes from.</summary>
internal static class DeviceProvisioner
{
    public static IDeviceProvisioner Create(ModuleIdentityOptions options, ILogger logger)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        if (HubConnectionString.From(provisioning) is { } device)
        {
            return new ConnectionStringProvisioner(device);
        }

        DpsEnrollment enrollment = DpsEnrollment.From(options);
        return new DpsProvisioner(
            enrollment,
            () => options.UsedEngine.OpenProvisioning(enrollment, options),
            provisioning.Timeout,
            options.TimeProvider,
            logger);
    }
}
