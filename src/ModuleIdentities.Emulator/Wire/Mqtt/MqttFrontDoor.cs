using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Security;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>Everything that speaks MQTT, over TLS or in a WebSocket: reads the CONNECT and leads to DPS or to a hub.</summary>
internal sealed class MqttFrontDoor(EmulatorRoot root, ILogger logger) : ConnectionHandler, IDisposable
{
    /// <summary>A client that does not close its side of a WebSocket by then is left.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly PacketFormatters _formatters = new();
    private readonly ConnectionSweep _sweep = new(root.Time);
    private readonly Dictionary<HubServices, HubLinks> _hubs = root.Hubs.ToDictionary(hub => hub, hub => new HubLinks(hub, root.Unmodelled, logger));

    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        PresentedCertificate? certificate = connection.Features.Get<PresentedCertificate>();
        FaultyLink link = root.Faults.Links.Attach(connection.Abort, connection.ConnectionClosed);
        MqttPeer peer = new(
            connection.Transport.Input, connection.Transport.Output, connection.ConnectionId, certificate, link, _formatters, root.Journal, root.Assumptions.LongestSilence);
        return ServeAsync(peer, link);
    }

    /// <summary>Serves the MQTT connection inside a WebSocket until it ends.</summary>
    public async Task ServeAsync(WebSocket socket, HttpContext context)
    {
        // Packets and WebSocket messages have nothing to do with each other's boundaries.
        WebSocketStream stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, CloseTimeout);
        Pipe arrived = new();
        Task reading = FillAsync(arrived.Writer, stream);
        try
        {
            PipeWriter output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
            PresentedCertificate? certificate = context.Features.Get<PresentedCertificate>();
            FaultyLink link = root.Faults.Links.Attach(context.Abort, context.RequestAborted);
            MqttPeer peer = new(
                arrived.Reader, output, context.Connection.Id, certificate, link, _formatters, root.Journal, root.Assumptions.LongestSilence);
            await ServeAsync(peer, link).ConfigureAwait(false);
        }
        finally
        {
            await arrived.Reader.CompleteAsync().ConfigureAwait(false);
            await CloseAsync(stream).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    public void Dispose() => _sweep.Dispose();

    private async Task ServeAsync(MqttPeer peer, FaultyLink link)
    {
        using (peer)
        {
            _sweep.Add(peer);
            try
            {
                await ServeConnectAsync(peer, link).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.ConnectionFailed(logger, exception);
                peer.Close("the emulator failed");
            }
            finally
            {
                _sweep.Remove(peer);
                await link.EndAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task ServeConnectAsync(MqttPeer peer, FaultyLink link)
    {
        if (await peer.ReceiveConnectAsync().ConfigureAwait(false) is not { } connect)
        {
            peer.Close("it did not begin with a CONNECT");
            return;
        }

        if (peer.ProtocolVersion != MqttProtocolVersion.V311)
        {
            await RefuseAsync(peer, connect, MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion, "only MQTT 3.1.1 is spoken").ConfigureAwait(false);
            return;
        }

        if (link.Refusal is { } refusal)
        {
            await RefuseAsync(peer, connect, refusal, "a fault refuses it").ConfigureAwait(false);
            return;
        }

        switch (MqttUserName.TryParse(connect.Username, out MqttUserName? userName) ? userName : null)
        {
            case MqttUserName.Registration registration when registration.RegistrationId == connect.ClientId:
                await new ProvisioningLink(root.Provisioning, peer, registration, connect, root.Unmodelled, root.Time).ServeAsync().ConfigureAwait(false);
                break;
            case MqttUserName.Hub principal when principal.Principal.ToString() == connect.ClientId:
                await _hubs[root.FindHub(principal.HostName) ?? root.Hubs[0]].ServeAsync(peer, principal, connect).ConfigureAwait(false);
                break;
            case null:
                MqttConnectReturnCode unreadable = root.Assumptions.UnreadableCredentialsAreCode4
                    ? MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword
                    : MqttConnectReturnCode.ConnectionRefusedNotAuthorized;
                await RefuseAsync(peer, connect, unreadable, "the user name has no known form").ConfigureAwait(false);
                break;
            default:
                await RefuseAsync(
                    peer, connect, MqttConnectReturnCode.ConnectionRefusedIdentifierRejected, "the client id is not the user name's").ConfigureAwait(false);
                break;
        }
    }

    /// <summary>
    /// Reads a WebSocket until its end, so that whoever waits for packets can be told to wait no more: to cancel a read of the WebSocket itself resets its
    /// connection, and the client of a half-open one must hear nothing. Never fails.
    /// </summary>
    private static async Task FillAsync(PipeWriter arrived, Stream stream)
    {
        Exception? end = null;
        try
        {
            await stream.CopyToAsync(arrived).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whoever waits for packets has to hear of it, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            end = exception;
        }

        await arrived.CompleteAsync(end).ConfigureAwait(false);
    }

    private static async Task CloseAsync(Stream stream)
    {
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (MqttPeer.IsEnd(exception))
        {
            // The client had gone.
        }
    }

    private async Task RefuseAsync(MqttPeer peer, MqttConnectPacket connect, MqttConnectReturnCode code, string reason)
    {
        Log.ConnectRefused(logger, connect.ClientId, code.ToString(), reason);

        // Who speaks MQTT 5 reads the reason code, everybody else the return code.
        await peer.SendAsync(new MqttConnAckPacket { ReturnCode = code, ReasonCode = MqttConnectReasonCode.UnsupportedProtocolVersion }).ConfigureAwait(false);
    }
}
