using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Messages;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>One admitted MQTT connection of a device or a module to the hub (protocol section 4).</summary>
internal sealed class HubLink(EmulatorServices services, MqttPeer peer, PrincipalId principal, ConnectionCredential credential, ILogger logger)
{
    private readonly string _eventsTopic = principal.ModuleId is null
        ? $"devices/{principal.DeviceId}/messages/events/"
        : $"devices/{principal.DeviceId}/modules/{principal.ModuleId}/messages/events/";

    public async Task ServeAsync()
    {
        while (await peer.ReceiveAsync().ConfigureAwait(false) is { } packet and not MqttDisconnectPacket)
        {
            switch (packet)
            {
                case MqttPublishPacket { QualityOfServiceLevel: not MqttQualityOfServiceLevel.ExactlyOnce } publish when IsEvent(publish.Topic):
                    await AcceptAsync(publish).ConfigureAwait(false);
                    break;
                case MqttSubscribePacket subscribe:
                    await peer.GrantAsync(subscribe, IsModelled).ConfigureAwait(false);
                    break;
                case MqttUnsubscribePacket unsubscribe:
                    await peer.SendAsync(new MqttUnsubAckPacket { PacketIdentifier = unsubscribe.PacketIdentifier }).ConfigureAwait(false);
                    break;
                case MqttPingReqPacket:
                    await peer.SendAsync(MqttPingRespPacket.Instance).ConfigureAwait(false);
                    break;
                case MqttPubAckPacket:
                    break;
                default:
                    peer.Close(packet is MqttPublishPacket other
                        ? $"it published at QoS {(int)other.QualityOfServiceLevel} to '{other.Topic}', which the hub does not take"
                        : $"a {packet.GetType().Name} that the hub does not take");
                    return;
            }
        }
    }

    private bool IsEvent(string topic) =>
        topic.StartsWith(_eventsTopic, StringComparison.Ordinal) || (topic.Length == _eventsTopic.Length - 1 && _eventsTopic.StartsWith(topic, StringComparison.Ordinal));

    private bool IsModelled(string filter)
    {
        // Twins, methods and cloud-to-device messages are not modelled: a refused subscription says so at once, and is not tried again.
        Log.NotModelled(logger, $"the subscription {filter} of {principal}");
        return false;
    }

    private async Task AcceptAsync(MqttPublishPacket publish)
    {
        string bag = publish.Topic.Length > _eventsTopic.Length ? publish.Topic[_eventsTopic.Length..] : "";
        DeviceMessage message = PropertyBag.Read(bag, publish.Payload.First);
        if (publish.Retain)
        {
            // The hub does not retain; it says so in a property.
            message.Properties["mqtt-retain"] = "true";
        }

        try
        {
            await services.Telemetry.AcceptAsync(principal, credential, message, peer.Closed).ConfigureAwait(false);
            await peer.AcknowledgeAsync(publish).ConfigureAwait(false);
        }
        catch (HubRefusedException exception)
        {
            peer.Close(exception.Message);
        }
    }
}
