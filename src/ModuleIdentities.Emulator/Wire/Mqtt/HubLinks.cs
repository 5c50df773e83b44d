using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Registry;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>The hub's open MQTT connections: at most one for each device and module; a new one takes over (protocol section 4.2).</summary>
internal sealed class HubLinks
{
    /// <summary>Timers reach no further; a token that lives longer outlives every connection.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly EmulatorServices _services;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<PrincipalId, MqttPeer> _links = new();

    public HubLinks(EmulatorServices services, ILogger logger)
    {
        _services = services;
        _logger = logger;
        services.Devices.Changed += OnChanged;
        services.Modules.Changed += OnChanged;
    }

    public async Task ServeAsync(MqttPeer peer, MqttUserName.Hub userName, MqttConnectPacket connect)
    {
        PrincipalId principal = userName.Principal;
        if (await AdmitAsync(peer, userName, connect).ConfigureAwait(false) is not { } credential)
        {
            return;
        }

        TakeOver(principal, peer);
        using ITimer expiry = _services.Time.CreateTimer(
            static state => ((MqttPeer)state!).Close("its token has expired"), peer, Remaining(credential), Timeout.InfiniteTimeSpan);
        try
        {
            await peer.SendAsync(new MqttConnAckPacket { ReturnCode = MqttConnectReturnCode.ConnectionAccepted }).ConfigureAwait(false);
            Log.Connected(_logger, principal.ToString());
            await new HubLink(_services, peer, principal, credential, _logger).ServeAsync().ConfigureAwait(false);
        }
        finally
        {
            _links.TryRemove(KeyValuePair.Create(principal, peer));
            Log.Closed(_logger, principal.ToString(), peer.Reason ?? "it said goodbye or went away");
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
            code = MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword;
            reason = "the password is no shared access signature";
        }
        else if (!string.Equals(userName.HostName, _services.Settings.HostName, StringComparison.OrdinalIgnoreCase))
        {
            reason = "the user name is for another hub";
        }
        else
        {
            try
            {
                return _services.Authorizer.AdmitConnection(new HubCaller(token, peer.Certificate), userName.Principal);
            }
            catch (HubRefusedException exception)
            {
                reason = exception.Message;
            }
        }

        Log.ConnectRefused(_logger, connect.ClientId, code.ToString(), reason);
        await peer.SendAsync(new MqttConnAckPacket { ReturnCode = code }).ConfigureAwait(false);
        return null;
    }

    private TimeSpan Remaining(ConnectionCredential credential)
    {
        if (credential.ExpiresAt is not { } expiry)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan remaining = expiry + _services.Settings.ClockSkew - _services.Time.GetUtcNow();
        return remaining > LongestTimer ? Timeout.InfiniteTimeSpan : remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining;
    }

    private void TakeOver(PrincipalId principal, MqttPeer peer)
    {
        MqttPeer? older = null;
        _links.AddOrUpdate(principal, peer, (_, present) =>
        {
            older = present;
            return peer;
        });
        older?.Close("another connection took over");
    }

    private void OnChanged(PrincipalId principal, IdentityChange change)
    {
        foreach ((PrincipalId connected, MqttPeer peer) in _links)
        {
            if (connected == principal || (principal.ModuleId is null && connected.DeviceId == principal.DeviceId))
            {
                peer.Close($"its identity was {change.ToString().ToLowerInvariant()}");
            }
        }
    }
}
