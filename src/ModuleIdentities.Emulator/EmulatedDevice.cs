using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.CloudToDevice;

namespace ModuleIdentities.Emulator;

/// <summary>A device of the emulated hub.</summary>
public sealed class EmulatedDevice : EmulatedIdentity
{
    private readonly CloudMessageService _messages;

    internal EmulatedDevice(HubServices services, string deviceId)
        : base(services, new PrincipalId(deviceId)) => _messages = services.CloudMessages;

    /// <summary>How many cloud-to-device messages wait for it or are on their way.</summary>
    public int QueuedMessages => _messages.Count(DeviceId);

    /// <summary>Sends it a cloud-to-device message, which waits until the device takes it.</summary>
    /// <returns>The id of the message.</returns>
    /// <exception cref="HubRefusedException">There is no such device, 50 messages wait for it already, or the message is too large.</exception>
    public async Task<string> SendAsync(CloudToDeviceMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return await _messages.SendAsync(DeviceId, message, cancellationToken).ConfigureAwait(false);
    }
}
