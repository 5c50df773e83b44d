using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>Sees to it that a device is in the registry of its hub, with what its enrolment says, and in no other hub's.</summary>
internal static class DeviceAssignment
{
    /// <summary>Puts the device into the hub, or gives the one that is there the credential of its enrolment.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="device">The device.</param>
    /// <param name="migrated">The device as it was at another hub, if its data goes along.</param>
    /// <param name="twin">The twin that it starts with, if it is not there yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask AssignAsync(
        LinkedHub hub, AttestedDevice device, DeviceRecord? migrated, TwinSeed? twin, CancellationToken cancellationToken)
    {
        AuthenticationRecord authentication = device.Authentication.Complete();
        while (true)
        {
            DeviceRecord? present = hub.Directory.FindDevice(device.DeviceId)?.Value;
            if (present?.Authentication == authentication)
            {
                return;
            }

            DeviceRecord? template = present ?? migrated;
            IdentitySpecification wanted = new(
                device.Authentication, template?.IsEnabled ?? true, template?.StatusReason, template?.IsEdge ?? device.Enrollment.IsEdge);
            try
            {
                if (present is null)
                {
                    await hub.Registry.CreateDeviceAsync(
                        device.DeviceId, wanted, made => twin is null ? [] : [hub.Twins.Seed(made, twin)], cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await hub.Registry.UpdateDeviceAsync(device.DeviceId, wanted, new EntityTag(present.ETag), cancellationToken).ConfigureAwait(false);
                }

                return;
            }
            catch (HubRefusedException exception)
                when (exception.Code is HubErrorCode.DeviceAlreadyExists or HubErrorCode.DeviceNotFound or HubErrorCode.PreconditionFailed)
            {
                // Somebody else wrote the device in between: look again.
            }
        }
    }

    /// <summary>Takes the device with its modules out of the hub that it had; it may be gone already.</summary>
    public static async ValueTask RemoveAsync(LinkedHub hub, string deviceId, CancellationToken cancellationToken)
    {
        try
        {
            await hub.Registry.DeleteDeviceAsync(deviceId, EntityTag.Any, cancellationToken).ConfigureAwait(false);
        }
        catch (HubRefusedException exception) when (exception.Code == HubErrorCode.DeviceNotFound)
        {
            // Somebody deleted it.
        }
    }
}
