using System.Text;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Connections;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>Lets devices and modules in to the hub over MQTT, each with its session, and sees them out.</summary>
internal sealed class HubLinks(HubServices services, UnmodelledOperations unmodelled, ILogger logger)
{
    public async Task ServeAsync(MqttPeer peer, MqttUserName.Hub userName, MqttConnectPacket connect)
    {
        PrincipalId principal = userName.Principal;
        if (await AdmitAsync(peer, userName, connect).ConfigureAwait(false) is not { } credential)
        {
            return;
        }

        HubTopics topics = new(principal);
        if (connect.WillFlag && !topics.IsEvent(connect.WillTopic, out _))
        {
            peer.Close($"its will is for '{connect.WillTopic}', which is not its topic of events");
            return;
        }

        if (await OpenAsync(peer, userName, connect, credential, topics).ConfigureAwait(false) is { } link)
        {
            await ServeAsync(peer, principal, connect, link).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(MqttPeer peer, PrincipalId principal, MqttConnectPacket connect, HubLink link)
    {
        bool isGoodbye = false;
        try
        {
            isGoodbye = await link.ServeAsync().ConfigureAwait(false);
        }
        finally
        {
            services.Connections.Remove(link.Connection);
            Log.Closed(logger, principal.ToString(), peer.Reason ?? (isGoodbye ? "it said goodbye" : "it went away"));
        }

        if (connect.WillFlag && !isGoodbye)
        {
            await AcceptWillAsync(link, connect, principal).ConfigureAwait(false);
        }
    }

    private async Task<HubLink?> OpenAsync(
        MqttPeer peer, MqttUserName.Hub userName, MqttConnectPacket connect, ConnectionCredential credential, HubTopics topics)
    {
        PrincipalId principal = userName.Principal;
        HubConnection? added = null;
        try
        {
            HubSession session = await HubSession.OpenAsync(
                services.Sessions, principal, credential.GenerationId, topics, connect.CleanSession, peer.Closed).ConfigureAwait(false);
            await services.Twins.AnnounceModelAsync(principal, userName.ModelId, peer.Closed).ConfigureAwait(false);
            HubLink link = new(services, peer, userName, credential, topics, session, unmodelled, logger);
            peer.Admit();
            peer.ExpiresAt = LatestEnd(credential);
            added = link.Connection;
            services.Connections.Add(added);
            services.Authorizer.RequireStillAdmitted(credential, principal);
            peer.Enqueue(new MqttConnAckPacket { ReturnCode = MqttConnectReturnCode.ConnectionAccepted, IsSessionPresent = session.IsPresent });
            link.Connection.Interests = session.Interests;
            services.Connections.Tell(link.Connection);
            Log.Connected(logger, principal.ToString());
            return link;
        }
        catch (Exception exception) when (exception is HubRefusedException or IOException or OperationCanceledException)
        {
            // The identity went, or the state failed, between admission and here.
            if (added is not null)
            {
                services.Connections.Remove(added);
            }

            peer.Close(exception.Message);
            return null;
        }
    }

    private async Task AcceptWillAsync(HubLink link, MqttConnectPacket connect, PrincipalId principal)
    {
        try
        {
            await link.AcceptWillAsync(connect.WillTopic, connect.WillMessage ?? [], connect.WillRetain).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HubRefusedException or IOException or ObjectDisposedException)
        {
            Log.LinkFailed(logger, exception, principal.ToString());
        }
    }

    private async Task<ConnectionCredential?> AdmitAsync(MqttPeer peer, MqttUserName.Hub userName, MqttConnectPacket connect)
    {
        MqttConnectReturnCode code = MqttConnectReturnCode.ConnectionRefusedNotAuthorized;
        string reason;
        SasToken? token = null;

        // A client with a certificate sends no password, or an empty one.
        if (connect.Password is { Length: > 0 } password && !SasToken.TryParse(Encoding.UTF8.GetString(password), out token))
        {
            code = services.Settings.Assumptions.UnreadableCredentialsAreCode4 ? MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword : code;
            reason = "the password is no shared access signature";
        }
        else if (!string.Equals(userName.HostName, services.Settings.HostName, StringComparison.OrdinalIgnoreCase))
        {
            reason = "the user name is for another hub";
        }
        else
        {
            try
            {
                ConnectionCredential credential = services.Authorizer.AdmitConnection(new HubCaller(token, peer.Certificate), userName.Principal);
                if (await services.Limits.TryConnectAsync(peer.Closed).ConfigureAwait(false))
                {
                    return credential;
                }

                code = MqttConnectReturnCode.ConnectionRefusedServerUnavailable;
                reason = "the hub is throttled";
            }
            catch (HubRefusedException exception)
            {
                reason = exception.Message;
            }
        }

        Log.ConnectRefused(logger, connect.ClientId, code.ToString(), reason);
        await peer.SendAsync(new MqttConnAckPacket { ReturnCode = code }).ConfigureAwait(false);
        return null;
    }

    private DateTimeOffset LatestEnd(ConnectionCredential credential) =>
        credential.ExpiresAt is { } expiry && expiry < DateTimeOffset.MaxValue - services.Settings.Assumptions.TokenGrace
            ? expiry + services.Settings.Assumptions.TokenGrace
            : DateTimeOffset.MaxValue;
}
