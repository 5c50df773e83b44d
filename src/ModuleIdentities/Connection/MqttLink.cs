using System.Buffers;
using MQTTnet;
using MQTTnet.Channel;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>One MQTT 3.1.1 connection over TLS or a WebSocket: our trust, our time limits, our errors. It does not reconnect.</summary>
internal sealed class MqttLink : IAsyncDisposable
{
    /// <summary>A peer that does not take a DISCONNECT by then is left without one.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly string _host;
    private readonly NetworkOptions _network;
    private readonly IMqttClientStreamProvider _streams;
    private readonly int _port;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heard;

    public MqttLink(string host, HubTransport transport, NetworkOptions network, Credential credential, TimeProvider time)
    {
        _host = host;
        _port = transport == HubTransport.MqttWebSocket ? network.HttpsPort : network.MqttPort;
        _streams = new ObservedStreamProvider(
            transport == HubTransport.MqttWebSocket
                ? new WebSocketStreamProvider(host, network, credential)
                : new TlsStreamProvider(host, network, credential),
            Heard);
        _heard = time.GetTimestamp();
        _network = network;
        _time = time;
        _client.DisconnectedAsync += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
        _client.ApplicationMessageReceivedAsync += received =>
        {
            MessageReceived?.Invoke(received.ApplicationMessage.Topic, received.ApplicationMessage.Payload);
            return Task.CompletedTask;
        };
    }

    /// <summary>Raised in the order of arrival; the payload is valid until the handler returns.</summary>
    public event Action<string, ReadOnlySequence<byte>>? MessageReceived;

    /// <summary>Completes when an established connection has ended, for whatever reason.</summary>
    public Task Closed => _closed.Task;

    public bool IsConnected => _client.IsConnected;

    /// <summary>How long nothing has come from the other side, not a byte.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>Connects and waits for the CONNACK.</summary>
    /// <returns>The CONNACK's code; the caller knows what a refusal means for its principal.</returns>
    /// <exception cref="ModuleIdentityException">There was no CONNACK.</exception>
    public async Task<MqttClientConnectResultCode> ConnectAsync(MqttPrincipal principal, CancellationToken cancellationToken)
    {
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithClientId(principal.ClientId)
            .WithCredentials(principal.UserName, principal.Password)
            .WithCleanSession(principal.CleanSession)
            .WithKeepAlivePeriod(principal.KeepAlive)
            .WithTimeout(_network.OperationTimeout)
            .WithTcpServer(_host, _port)
            .WithStreamProvider(_streams)
            .Build();

        return await RunAsync(
            "Connecting to",
            async token => (await _client.ConnectAsync(options, token).ConfigureAwait(false)).ResultCode,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Subscribes at QoS 1, with one packet, and waits for the SUBACK.</summary>
    /// <exception cref="ModuleIdentityException">A subscription was refused, or there was no SUBACK.</exception>
    public Task SubscribeAsync(IReadOnlyCollection<string> topicFilters, CancellationToken cancellationToken) => RunAsync(
        "Subscribing at",
        async token =>
        {
            MqttClientSubscribeOptionsBuilder options = new();
            foreach (string topicFilter in topicFilters)
            {
                options.WithTopicFilter(topicFilter, MqttQualityOfServiceLevel.AtLeastOnce);
            }

            MqttClientSubscribeResult result = await _client.SubscribeAsync(options.Build(), token).ConfigureAwait(false);
            return result.Items.FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is not { } refused
                ? true
                : throw new ModuleIdentityException(
                    ModuleIdentityErrorCode.RequestRejected,
                    $"{_host} refused the subscription {refused.TopicFilter.Topic}",
                    "Check that the endpoint is the right service; a hub of the basic tier has neither twins nor direct methods");
        },
        cancellationToken);

    /// <summary>Publishes at QoS 1 and waits for the PUBACK.</summary>
    /// <exception cref="ModuleIdentityException">There was no PUBACK; the message may have arrived all the same.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => RunAsync(
        "Publishing to",
        async token =>
        {
            MqttApplicationMessage message = new()
            {
                Topic = topic,
                Payload = new ReadOnlySequence<byte>(payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            };
            await _client.PublishAsync(message, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Publishes at QoS 1; completes with the PUBACK, or with what MQTTnet throws. The link's end is its only time limit.</summary>
    public Task Publish(string topic, ReadOnlyMemory<byte> payload)
    {
        try
        {
            return _client.PublishAsync(
                new MqttApplicationMessage
                {
                    Topic = topic,
                    Payload = new ReadOnlySequence<byte>(payload),
                    QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                },
                CancellationToken.None);
        }
#pragma warning disable CA1031 // What is thrown before the first wait belongs to the task as well.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException(exception);
        }
    }

    /// <summary>Publishes at QoS 0; completes when the message has been written.</summary>
    /// <exception cref="ModuleIdentityException">It could not be written.</exception>
    public Task PublishOnceAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => RunAsync(
        "Publishing to",
        async token =>
        {
            await _client.PublishAsync(new MqttApplicationMessage { Topic = topic, Payload = new ReadOnlySequence<byte>(payload) }, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Asks the other side for a sign of life. Whether it came is seen by <see cref="Silence"/>.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client.PingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLinkFailure(exception))
        {
            // Silence says it.
        }
    }

    /// <summary>Closes at once, without a word: for a link that is believed dead. Everything that waits on it fails.</summary>
    public void Abort()
    {
        _client.Dispose();
        _closed.TrySetResult();
    }

    /// <summary>Says goodbye when it can, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            using TimeLimit limit = new(Goodbye, _time, CancellationToken.None);
            try
            {
                await _client.DisconnectAsync(new MqttClientDisconnectOptions(), limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsLinkFailure(exception))
            {
                // The link is gone already, which is what was asked for.
            }
        }

        _client.Dispose();
    }

    private void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    private async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_network.OperationTimeout, _time, cancellationToken);
        try
        {
            return await operation(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLinkFailure(exception))
        {
            throw LinkFault.Translate(exception, $"{what} {_host}:{_port} over MQTT", limit);
        }
    }

    /// <summary>Whether an exception says no more than that a link is broken.</summary>
    public static bool IsLinkFailure(Exception exception) => exception
        is MqttCommunicationException
        or MqttClientNotConnectedException
        or MqttClientDisconnectedException
        or System.Net.Sockets.SocketException
        or IOException
        or System.Security.Authentication.AuthenticationException
        or System.Net.WebSockets.WebSocketException
        or HttpRequestException
        or OperationCanceledException
        or ObjectDisposedException;
}

/// <summary>Who connects, and how.</summary>
/// <param name="ClientId">The MQTT client id.</param>
/// <param name="UserName">The MQTT user name.</param>
/// <param name="Password">The shared access signature; null when the TLS handshake does the proving.</param>
/// <param name="CleanSession">Whether the service is to forget the session.</param>
/// <param name="KeepAlive">The keep-alive period.</param>
internal readonly record struct MqttPrincipal(string ClientId, string UserName, string? Password, bool CleanSession, TimeSpan KeepAlive)
{
    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => ClientId;
}
