using System.Text;
using MQTTnet;

namespace ModuleIdentities;

/// <summary>One module's MQTT connection to its hub ("Communicate with an IoT hub using the MQTT protocol", Microsoft docs).</summary>
internal sealed class HubConnection : IAsyncDisposable
{
    private const string ApiVersion = "2021-04-12";

    /// <summary>IoT Hub cuts a connection that sends a larger packet.</summary>
    private const int LargestMessage = 256 * 1024;

    /// <summary>Half of the shortest idle time-out seen in home routers and far below the hub's cap of 1,767 s.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    private readonly MqttLink _link;
    private readonly string _eventsTopic;
    private readonly int _eventsTopicSize;

    private HubConnection(ModuleIdentity identity, MqttLink link)
    {
        Identity = identity;
        _link = link;

        // Routing looks inside a body only when both are said.
        _eventsTopic = $"devices/{identity.DeviceId}/modules/{identity.ModuleId}/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8";
        _eventsTopicSize = Encoding.UTF8.GetByteCount(_eventsTopic);
    }

    public ModuleIdentity Identity { get; }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Closed => _link.Closed;

    /// <summary>Connects as the module, with the module's own key.</summary>
    public static async Task<HubConnection> OpenAsync(ModuleIdentity identity, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        MqttLink link = new(identity.HubHostName, options.Network.Transport, options.Network, identity.Credential, options.TimeProvider);
        try
        {
            MqttPrincipal principal = await CreatePrincipalAsync(identity, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            MqttClientConnectResultCode code = await link.ConnectAsync(principal, cancellationToken).ConfigureAwait(false);
            return code == MqttClientConnectResultCode.Success ? new HubConnection(identity, link) : throw Refused(identity, code);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends one JSON message and waits for its acknowledgement.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> body, MessageProperties properties, CancellationToken cancellationToken)
    {
        // What is percent-encoded is ASCII.
        int size = body.Length + _eventsTopicSize + (properties.Bag?.Length ?? 0);
        return size <= LargestMessage
            ? _link.PublishAsync(_eventsTopic + properties.Bag, body, cancellationToken)
            : throw new ModuleIdentityException(
                ModuleIdentityErrorCode.MessageTooLarge,
                $"A message of module '{Identity.ModuleId}' of device '{Identity.DeviceId}' has {size} bytes with its properties",
                $"IoT Hub takes at most {LargestMessage}: send less at a time")
            {
                DeviceId = Identity.DeviceId,
                ModuleId = Identity.ModuleId,
            };
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static async Task<MqttPrincipal> CreatePrincipalAsync(ModuleIdentity identity, TimeProvider time, CancellationToken cancellationToken)
    {
        string resource = $"{identity.HubHostName}/devices/{identity.DeviceId}/modules/{identity.ModuleId}";
        string? token = await identity.Credential
            .CreateTokenAsync(resource, time.GetUtcNow() + SharedAccessSignature.ConnectionLifetime, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return new MqttPrincipal(
            $"{identity.DeviceId}/{identity.ModuleId}",
            $"{identity.HubHostName}/{identity.DeviceId}/{identity.ModuleId}/?api-version={ApiVersion}&DeviceClientType={ClientName.Escaped}",
            token,
            CleanSession: false,
            KeepAlive);
    }

    private static ModuleIdentityException Refused(ModuleIdentity identity, MqttClientConnectResultCode code)
    {
        (ModuleIdentityErrorCode error, string advice) = code switch
        {
            MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized => (
                ModuleIdentityErrorCode.CredentialRefused,
                "Check that the clock is right within 5 minutes and that the module still exists with this key; then provision again"),
            MqttClientConnectResultCode.ServerUnavailable => (ModuleIdentityErrorCode.ServiceFailed, "Try again later"),
            _ => (ModuleIdentityErrorCode.RequestRejected, "Check the device id and the module id"),
        };
        return new ModuleIdentityException(
            error,
            $"Hub {identity.HubHostName} refused the connection of module '{identity.ModuleId}' of device '{identity.DeviceId}' with CONNACK {code}",
            advice)
        {
            DeviceId = identity.DeviceId,
            ModuleId = identity.ModuleId,
        };
    }
}
