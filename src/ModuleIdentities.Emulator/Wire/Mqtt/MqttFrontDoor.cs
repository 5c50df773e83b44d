using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Service.Security;
using MQTTnet.Adapter;
using MQTTnet.AspNetCore;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>Everything that speaks MQTT, over TLS or in a WebSocket: reads the CONNECT and leads to DPS or to a hub.</summary>
internal sealed class MqttFrontDoor(EmulatorRoot root, ILogger logger) : ConnectionHandler
{
    private const int BufferSize = 4096;
    private const int LargestBuffer = 512 * 1024;

    private readonly Dictionary<EmulatorServices, HubLinks> _hubs = root.Hubs.ToDictionary(hub => hub, hub => new HubLinks(hub, logger));

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using MqttConnectionContext channel = new(CreateFormatter(), connection);
        await ServeAsync(channel, connection.ConnectionId, connection.Features.Get<PresentedCertificate>(), connection.Abort).ConfigureAwait(false);
    }

    /// <summary>Serves the MQTT connection inside a WebSocket until it ends.</summary>
    public async Task ServeAsync(WebSocket socket, HttpContext context)
    {
        MqttWebSocketChannel socketChannel = new(socket, null, true, null);
        using MqttChannelAdapter channel = new(socketChannel, CreateFormatter(), MqttNetNullLogger.Instance);
        await ServeAsync(channel, context.Connection.Id, context.Features.Get<PresentedCertificate>(), context.Abort).ConfigureAwait(false);
    }

    private static MqttPacketFormatterAdapter CreateFormatter() => new(new MqttBufferWriter(BufferSize, LargestBuffer));

    private async Task ServeAsync(IMqttChannelAdapter channel, string connection, PresentedCertificate? certificate, Action abort)
    {
        using MqttPeer peer = new(channel, connection, certificate, abort, root.Journal, root.Time);
        if (await peer.ReceiveConnectAsync().ConfigureAwait(false) is not { } connect)
        {
            peer.Close("it did not begin with a CONNECT");
            return;
        }

        if (channel.PacketFormatterAdapter.ProtocolVersion != MqttProtocolVersion.V311)
        {
            await RefuseAsync(peer, connect, MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion, "only MQTT 3.1.1 is spoken").ConfigureAwait(false);
            return;
        }

        switch (MqttUserName.TryParse(connect.Username, out MqttUserName? userName) ? userName : null)
        {
            case MqttUserName.Registration registration when registration.RegistrationId == connect.ClientId:
                await new ProvisioningLink(root.Provisioning, peer, registration, connect, root.Time).ServeAsync().ConfigureAwait(false);
                break;
            case MqttUserName.Hub principal when principal.Principal.ToString() == connect.ClientId:
                await _hubs[root.FindHub(principal.HostName) ?? root.Hubs[0]].ServeAsync(peer, principal, connect).ConfigureAwait(false);
                break;
            case null:
                await RefuseAsync(
                    peer, connect, MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword, "the user name has no known form").ConfigureAwait(false);
                break;
            default:
                await RefuseAsync(
                    peer, connect, MqttConnectReturnCode.ConnectionRefusedIdentifierRejected, "the client id is not the user name's").ConfigureAwait(false);
                break;
        }
    }

    private async Task RefuseAsync(MqttPeer peer, MqttConnectPacket connect, MqttConnectReturnCode code, string reason)
    {
        Log.ConnectRefused(logger, connect.ClientId, code.ToString(), reason);

        // Who speaks MQTT 5 reads the reason code, everybody else the return code.
        await peer.SendAsync(new MqttConnAckPacket { ReturnCode = code, ReasonCode = MqttConnectReasonCode.UnsupportedProtocolVersion }).ConfigureAwait(false);
    }
}
