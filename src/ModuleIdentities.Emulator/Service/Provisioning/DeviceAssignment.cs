using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>Sees to it that an enrolled device is in the hub's registry, with the keys of its enrolment.</summary>
internal sealed class DeviceAssignment(DeviceDirectory directory, DeviceRegistry registry)
{
    /// <returns>The id of the device.</returns>
    public async ValueTask<string> AssignAsync(EnrollmentRecord enrollment, CancellationToken cancellationToken)
    {
        string deviceId = enrollment.DeviceId ?? enrollment.RegistrationId;
        IdentitySpecification wanted = new(new AuthenticationSpecification(AuthenticationType.Sas, enrollment.Keys.Primary, enrollment.Keys.Secondary));
        while (true)
        {
            DeviceRecord? device = directory.FindDevice(deviceId)?.Value;
            if (device?.Authentication.Keys == enrollment.Keys)
            {
                return deviceId;
            }

            try
            {
                if (device is null)
                {
                    await registry.CreateDeviceAsync(deviceId, wanted, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    IdentitySpecification rekeyed = wanted with { IsEnabled = device.IsEnabled, StatusReason = device.StatusReason, IsEdge = device.IsEdge };
                    await registry.UpdateDeviceAsync(deviceId, rekeyed, new EntityTag(device.ETag), cancellationToken).ConfigureAwait(false);
                }

                return deviceId;
            }
            catch (HubRefusedException exception)
                when (exception.Code is HubErrorCode.DeviceAlreadyExists or HubErrorCode.DeviceNotFound or HubErrorCode.PreconditionFailed)
            {
                // Somebody else wrote the device in between: look again.
            }
        }
    }
}
