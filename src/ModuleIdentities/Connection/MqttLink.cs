using System.Buffers;
using System.Text;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>
/// One MQTT 3.1.1 connection over TLS or a WebSocket, on MQTTnet's codec: our order, our trust, our time limits, our errors. It does not reconnect.
/// </summary>
internal sealed class MqttLink : IAsyncDisposable
{
    /// <summary>A peer that does not take a DISCONNECT by then is left without one.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly string _host;
    private readonly HubTransport _transport;
    private readonly NetworkOptions _network;
    private readonly Credential _credential;
    private readonly int _port;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private readonly MqttPending _pending = new();
    private readonly MqttAcknowledgements _acknowledgements;
    private readonly TaskCompletionSource<MqttConnectReturnCode> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttWriter? _writer;
    private long _heard;

    public MqttLink(string host, HubTransport transport, NetworkOptions network, Credential credential, TimeProvider time)
    {
        _host = host;
        _transport = transport;
        _port = transport == HubTransport.MqttWebSocket ? network.HttpsPort : network.MqttPort;
        _network = network;
        _credential = credential;
        _time = time;
        Over = _over.Token;
        _acknowledgements = new MqttAcknowledgements(packetId => Writer.Write(new MqttPubAckPacket { PacketIdentifier = packetId }));
    }

    /// <summary>
    /// Takes what comes, in the order of arrival; the payload is valid until it returns. What it returns completes when the message may be acknowledged.
    /// </summary>
    public Func<string, ReadOnlySequence<byte>, Task> Receiver { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Completes when an established connection has ended, for whatever reason, and nothing of it runs any more.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Ends with the connection.</summary>
    public CancellationToken Over { get; }

    /// <summary>How long nothing has come from the other side, not a byte.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>How long nothing has been sent to it.</summary>
    public TimeSpan Quiet => Writer.Quiet;

    private MqttWriter Writer => _writer ?? throw new MqttCommunicationException("There is no connection.");

    /// <summary>Connects and waits for the CONNACK.</summary>
    /// <returns>The CONNACK's code; the caller knows what a refusal means for its principal.</returns>
    /// <exception cref="ModuleIdentityException">There was no CONNACK.</exception>
    public Task<MqttConnectReturnCode> ConnectAsync(MqttPrincipal principal, CancellationToken cancellationToken) => RunAsync(
        "Connecting to",
        async token =>
        {
            Stream stream = _transport == HubTransport.MqttWebSocket
                ? await LinkStream.OpenWebSocketAsync(_host, _network, _credential, token).ConfigureAwait(false)
                : await LinkStream.OpenTlsAsync(_host, _network, _credential, token).ConfigureAwait(false);
            Heard();
            _writer = new MqttWriter(stream, _time, Over);
            _writer.Write(new MqttConnectPacket
            {
                ClientId = principal.ClientId,
                Username = principal.UserName,
                Password = principal.Password is null ? null : Encoding.UTF8.GetBytes(principal.Password),
                CleanSession = principal.CleanSession,
                KeepAlivePeriod = (ushort)principal.KeepAlive.TotalSeconds,
            });
            _ = ServeAsync(stream, _writer);
            return await _accepted.Task.WaitAsync(token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Subscribes at QoS 1, with one packet, and waits for the SUBACK.</summary>
    /// <exception cref="ModuleIdentityException">A subscription was refused, or there was no SUBACK.</exception>
    public Task SubscribeAsync(IReadOnlyList<string> topicFilters, CancellationToken cancellationToken) => RunAsync(
        "Subscribing at",
        async token =>
        {
            MqttPacketAnswer answer = _pending.AddAnswer();
            Writer.Write(new MqttSubscribePacket
            {
                PacketIdentifier = answer.PacketId,
                TopicFilters = [.. topicFilters.Select(filter => new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })],
            });
            MqttSubAckPacket granted = (MqttSubAckPacket)await answer.Task.WaitAsync(token).ConfigureAwait(false);
            int refused = granted.ReasonCodes.FindIndex(code => code > MqttSubscribeReasonCode.GrantedQoS2);
            return refused < 0
                ? true
                : throw new ModuleIdentityException(
                    ModuleIdentityErrorCode.RequestRejected,
                    $"{_host} refused the subscription {topicFilters[refused]}",
                    "Check that the endpoint is the right service; a hub of the basic tier has neither twins nor direct methods");
        },
        cancellationToken);

    /// <summary>Publishes at QoS 1 and waits for the PUBACK.</summary>
    /// <exception cref="ModuleIdentityException">There was no PUBACK; the message may have arrived all the same.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => RunAsync(
        "Publishing to",
        async token =>
        {
            MqttPacketAnswer answer = _pending.AddAnswer();
            Writer.Publish(topic, payload, answer.PacketId);
            await answer.Task.WaitAsync(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Publishes telemetry at QoS 1; it hears of its PUBACK. When the link ends first, nothing is said.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="message">The message; its body is copied before this method returns.</param>
    public void Publish(string topic, OutgoingMessage message) => Writer.Publish(topic, message.Body, _pending.Add(message), message.Attempts > 1);

    /// <summary>Publishes at QoS 0: given to the network, no more.</summary>
    public void PublishOnce(string topic, ReadOnlyMemory<byte> payload) => Writer.Publish(topic, payload, 0);

    /// <summary>Asks the other side for a sign of life. Whether it came is seen by <see cref="Silence"/>.</summary>
    public void Ping() => Writer.Write(MqttPingReqPacket.Instance);

    /// <summary>Ends the connection without a word. <see cref="Closed"/> says when nothing of it runs any more.</summary>
    public Task AbortAsync() => _over.CancelAsync();

    /// <summary>Says goodbye when it can, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_writer is null)
        {
            // Never open.
            _closed.TrySetResult();
            return;
        }

        if (!Over.IsCancellationRequested && _accepted.Task.IsCompletedSuccessfully)
        {
            // What is done with by now is not to come again over the next link.
            _acknowledgements.Flush();
            _writer.Write(new MqttDisconnectPacket());
            using TimeLimit limit = new(Goodbye, _time, Over);
            await _writer.Writing.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await AbortAsync().ConfigureAwait(false);
        await Closed.ConfigureAwait(false);
    }

    private void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    /// <summary>
    /// Reads until the end, then leaves nothing behind. Owned by <see cref="Closed"/>, which completes whatever was thrown: others wait for it without a limit.
    /// </summary>
    private async Task ServeAsync(Stream stream, MqttWriter writer)
    {
        Exception cause = new MqttCommunicationException("The connection has ended.");
        try
        {
            await MqttReader.ReadAsync(stream, Heard, Take, Over).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            cause = exception;
        }
        catch (OperationCanceledException)
        {
            // It was ended from this side.
        }

        try
        {
            await _over.CancelAsync().ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (LinkFault.IsLinkFailure(exception))
        {
            // It had ended already.
        }
        finally
        {
            await writer.Writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _accepted.TrySetException(cause);
            _ = _accepted.Task.Exception;
            _pending.Fail(cause);
            _closed.TrySetResult();
        }
    }

    private void Take(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttPubAckPacket acknowledgement:
                _pending.Answer(acknowledgement.PacketIdentifier, acknowledgement);
                break;
            case MqttSubAckPacket granted:
                _pending.Answer(granted.PacketIdentifier, granted);
                break;
            case MqttPublishPacket publish:
                Task done = Receiver(publish.Topic, publish.Payload);
                if (publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce)
                {
                    _acknowledgements.Add(publish.PacketIdentifier, done);
                }

                break;
            case MqttConnAckPacket answer:
                _accepted.TrySetResult(answer.ReturnCode);
                break;
            case MqttPingRespPacket:
                break;
            default:
                throw new MqttProtocolViolationException($"A service does not send a {packet.GetType().Name}.");
        }
    }

    private async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_network.OperationTimeout, _time, cancellationToken);
        try
        {
            return await operation(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (LinkFault.IsLinkFailure(exception))
        {
            throw LinkFault.Translate(exception, $"{what} {_host}:{_port} over MQTT", limit);
        }
    }
}

/// <summary>Who connects, and how.</summary>
/// <param name="ClientId">The MQTT client id.</param>
/// <param name="UserName">The MQTT user name.</param>
/// <param name="Password">The shared access signature; null when the TLS handshake does the proving.</param>
/// <param name="CleanSession">Whether the service is to forget the session.</param>
/// <param name="KeepAlive">The keep-alive period; whole seconds.</param>
internal readonly record struct MqttPrincipal(string ClientId, string UserName, string? Password, bool CleanSession, TimeSpan KeepAlive)
{
    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => ClientId;
}
