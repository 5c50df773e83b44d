using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>One MQTT 3.1.1 connection over TLS: our trust, our time limits, our errors. It does not reconnect.</summary>
internal sealed class MqttLink : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly string _host;
    private readonly NetworkOptions _network;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MqttLink(string host, NetworkOptions network, TimeProvider time)
    {
        _host = host;
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

    /// <summary>Connects and waits for the CONNACK.</summary>
    /// <returns>The CONNACK's code; the caller knows what a refusal means for its principal.</returns>
    /// <exception cref="ModuleIdentityException">There was no CONNACK.</exception>
    public async Task<MqttClientConnectResultCode> ConnectAsync(MqttPrincipal principal, CancellationToken cancellationToken)
    {
        TrustedRoots roots = new(TrustedRoots.Load(_network));
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithClientId(principal.ClientId)
            .WithCredentials(principal.UserName, principal.Password)
            .WithCleanSession(principal.CleanSession)
            .WithKeepAlivePeriod(principal.KeepAlive)
            .WithTimeout(_network.OperationTimeout)
            .WithTcpServer(_host, _network.MqttPort)
            .WithTlsOptions(tls => tls
                .UseTls()
                .WithTargetHost(_host)
                .WithRevocationMode(X509RevocationMode.NoCheck)
                .WithCertificateValidationHandler(e => roots.Accepts(e.Certificate, e.Chain, e.SslPolicyErrors)))
            .Build();

        return await RunAsync(
            "Connecting to",
            async token => (await _client.ConnectAsync(options, token).ConfigureAwait(false)).ResultCode,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Subscribes at QoS 1 and waits for the SUBACK.</summary>
    /// <exception cref="ModuleIdentityException">The subscription was refused, or there was no SUBACK.</exception>
    public Task SubscribeAsync(string topicFilter, CancellationToken cancellationToken) => RunAsync(
        "Subscribing at",
        async token =>
        {
            MqttClientSubscribeOptions options = new MqttClientSubscribeOptionsBuilder()
                .WithTopicFilter(topicFilter, MqttQualityOfServiceLevel.AtLeastOnce)
                .Build();
            MqttClientSubscribeResult result = await _client.SubscribeAsync(options, token).ConfigureAwait(false);
            return result.Items.All(item => item.ResultCode <= MqttClientSubscribeResultCode.GrantedQoS2)
                ? true
                : throw new ModuleIdentityException(
                    ModuleIdentityErrorCode.RequestRejected, $"{_host} refused the subscription {topicFilter}", "Check that the endpoint is the right service");
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

    /// <summary>Says goodbye when it can, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            using TimeLimit limit = new(_network.OperationTimeout, _time, CancellationToken.None);
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

    private async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_network.OperationTimeout, _time, cancellationToken);
        try
        {
            return await operation(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLinkFailure(exception))
        {
            throw LinkFault.Translate(exception, $"{what} {_host}:{_network.MqttPort} over MQTT", limit);
        }
    }

    private static bool IsLinkFailure(Exception exception) => exception
        is MqttCommunicationException
        or MqttClientNotConnectedException
        or MqttClientDisconnectedException
        or System.Net.Sockets.SocketException
        or IOException
        or System.Security.Authentication.AuthenticationException
        or OperationCanceledException
        or ObjectDisposedException;
}

/// <summary>Who connects, and how.</summary>
/// <param name="ClientId">The MQTT client id.</param>
/// <param name="UserName">The MQTT user name.</param>
/// <param name="Password">The shared access signature.</param>
/// <param name="CleanSession">Whether the service is to forget the session.</param>
/// <param name="KeepAlive">The keep-alive period.</param>
internal readonly record struct MqttPrincipal(string ClientId, string UserName, string Password, bool CleanSession, TimeSpan KeepAlive)
{
    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => ClientId;
}
