using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using DotNetty.Codecs.Mqtt.Packets;
using Microsoft.Azure.Devices.Client;
using Microsoft.Azure.Devices.Client.Transport.Mqtt;
using Microsoft.Azure.Devices.Shared;
using Message = Microsoft.Azure.Devices.Client.Message;
using SdkClient = Microsoft.Azure.Devices.Client.ModuleClient;
using SdkRequest = Microsoft.Azure.Devices.Client.MethodRequest;
using SdkResponse = Microsoft.Azure.Devices.Client.MethodResponse;

namespace ModuleIdentities;

/// <summary>
/// A link by their <c>ModuleClient</c>, one for each link: it does not retry, and is closed with the first word of an end. Whatever it does behind that is not
/// heard any more.
/// </summary>
internal sealed class SdkHubLink : HubLink
{
    /// <summary>A close that takes longer is left to itself.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly SdkClient _client;
    private readonly HeardByModule _heard;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SdkResponse>> _calls = new(StringComparer.Ordinal);
    private readonly Lock _acknowledging = new();
    private readonly SdkInputs _inputs;
    private Task _opening = Task.CompletedTask;
    private bool _isDeaf;
    private long _lastCall;

    private SdkHubLink(LinkRequest request, SdkClient client, ModuleIdentityOptions options)
        : base(request, options.TimeProvider)
    {
        _client = client;
        _heard = request.Heard;
        _limit = options.Network.OperationTimeout;
        _time = options.TimeProvider;
        Over = _over.Token;
        _inputs = new SdkInputs(client, Take, Over);
        client.SetRetryPolicy(new NoRetry());
        client.ProductInfo = ClientName.Value;
        client.SetConnectionStatusChangesHandler(StatusChanged);
        Ended = EndAsync();
    }

    public override CancellationToken Over { get; }

    public override Task<ModuleIdentityException?> Ended { get; }

    /// <summary>Connects as the module, with a token that is made of its key here, or with its certificate.</summary>
    /// <exception cref="ModuleIdentityException">The hub could not be reached, or refuses the module.</exception>
    public static async Task<HubLink> OpenAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        SdkHubLink link = new(request, await CreateAsync(request, options, cancellationToken).ConfigureAwait(false), options);
        try
        {
            await link.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override void Publish(OutgoingMessage message)
    {
        Message sent = SdkMessage.Of(message, out string? output);
        _ = SendAsync(sent, output, message);
    }

    public override async Task ListenAsync(CancellationToken cancellationToken)
    {
        // The calls of methods are heard since the link was opened.
        if (_heard.HasFlag(HeardByModule.DesiredProperties))
        {
            await SubscribeAsync(end => _client.SetDesiredPropertyUpdateCallbackAsync(DesiredChangedAsync, null, end), cancellationToken).ConfigureAwait(false);
        }

        if (_heard.HasFlag(HeardByModule.Inputs))
        {
            await SubscribeAsync(end => _client.SetMessageHandlerAsync(_inputs.TakeAsync, null, end), cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<TwinAnswer> ReadTwinAsync() => AskTwinAsync(async () =>
    {
        Twin twin = await _client.GetTwinAsync(Over).ConfigureAwait(false);
        return Encoding.UTF8.GetBytes($$"""{"desired":{{twin.Properties.Desired.ToJson()}},"reported":{{twin.Properties.Reported.ToJson()}}}""");
    });

    public override Task<TwinAnswer> ReportAsync(ReadOnlyMemory<byte> patch) => AskTwinAsync(async () =>
    {
        await _client.UpdateReportedPropertiesAsync(new TwinCollection(Encoding.UTF8.GetString(patch.Span)), Over).ConfigureAwait(false);
        return [];
    });

    public override void Answer(MethodRequest request, MethodAnswer answer)
    {
        if (_calls.TryRemove(request.RequestId, out TaskCompletionSource<SdkResponse>? call))
        {
            call.TrySetResult(answer.Payload.Length == 0 ? new SdkResponse(answer.Status) : new SdkResponse(answer.Payload.ToArray(), answer.Status));
        }
    }

    /// <remarks>Their client pings by itself, and breaks a link whose other side does not answer.</remarks>
    public override void Look()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        Abort();
        await Ended.ConfigureAwait(false);
    }

    protected override void Abort() => _end.TrySetResult();

    private static async Task<SdkClient> CreateAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = request.Identity;
        identity.Credential.Refresh();
        X509Certificate2? certificate = identity.Credential.Certificate?.TargetCertificate;
        NetworkOptions network = options.Network.For(identity);
        ITransportSettings[] transports = [Transport(request.Transport, request.Heard, certificate, network)];
        ClientOptions client = new() { ModelId = request.ModelId };
        try
        {
            // Their way for a module's certificate: the connection string that names none.
            return certificate is not null
                ? SdkClient.CreateFromConnectionString(ConnectionString(identity, network), transports, client)
                : SdkClient.Create(
                    identity.HubHostName,
                    network.GatewayHost,
                    new ModuleAuthenticationWithToken(
                        identity.DeviceId,
                        identity.ModuleId,
                        await HubPrincipal.CreateTokenAsync(identity, options.TimeProvider, cancellationToken).ConfigureAwait(false)),
                    transports,
                    client);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new ModuleIdentityException(
                ModuleIdentityErrorCode.RequestRejected,
                $"Microsoft's packages do not take module '{identity.ModuleId}' of device '{identity.DeviceId}' on hub {identity.HubHostName}",
                "Check the ids and the host name, or use the engine Native",
                inner: exception)
            {
                DeviceId = identity.DeviceId,
                ModuleId = identity.ModuleId,
            };
        }
    }

    private static string ConnectionString(ModuleIdentity identity, NetworkOptions network)
    {
        string gateway = network.GatewayHost is null ? "" : $";GatewayHostName={network.GatewayHost}";
        return $"HostName={identity.HubHostName};DeviceId={identity.DeviceId};ModuleId={identity.ModuleId};x509=true{gateway}";
    }

    private static MqttTransportSettings Transport(HubTransport transport, HeardByModule heard, X509Certificate2? certificate, NetworkOptions network)
    {
        MqttTransportSettings settings = new(transport == HubTransport.MqttWebSocket ? TransportType.Mqtt_WebSocket_Only : TransportType.Mqtt_Tcp_Only)
        {
            RemoteCertificateValidationCallback = SdkNetwork.Trust(network),
            ClientCertificate = certificate,
            KeepAliveInSeconds = (int)network.KeepAlive.TotalSeconds,
            ConnectArrivalTimeout = network.OperationTimeout,
            // What comes at QoS 1 they acknowledge when it is done, and give up the connection when that is in another order. Twins and methods are QoS 0;
            // messages for inputs are acknowledged in their order here.
            ReceivingQoS = heard.HasFlag(HeardByModule.Inputs) ? QualityOfService.AtLeastOnce : QualityOfService.AtMostOnce,
        };
        settings.Proxy = SdkNetwork.Proxy(network, settings.Proxy);
        return settings;
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_limit, _time, cancellationToken);
        try
        {
            // Whoever opens by listening to methods misses none that come right behind the CONNACK: they answer those of nobody with 501.
            _opening = _heard.HasFlag(HeardByModule.DirectMethods)
                ? _client.SetMethodDefaultHandlerAsync(CallAsync, null, limit.Token)
                : _client.OpenAsync(limit.Token);
            await AbandonedWork.WaitAsync(_opening, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ModuleIdentityException)
        {
            throw SdkLinkFault.Translate(exception, Identity, limit);
        }
    }

    private void StatusChanged(ConnectionStatus status, ConnectionStatusChangeReason reason)
    {
        if (status != ConnectionStatus.Connected)
        {
            Abort();

            // Here, at once: their client opens again for the next operation whose token has not ended.
            _over.Cancel();
        }
    }

    private async Task<ModuleIdentityException?> EndAsync()
    {
        await _end.Task.ConfigureAwait(false);
        await _over.CancelAsync().ConfigureAwait(false);
        Task closing = CloseAsync();
        using (TimeLimit limit = new(Goodbye, _time, CancellationToken.None))
        {
            await closing.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_acknowledging)
        {
            // From now on a message may be on its way over another link.
            _isDeaf = true;
        }

        return Fault;
    }

    /// <summary>Owned by <see cref="EndAsync"/> as long as that waits; never fails.</summary>
    private async Task CloseAsync()
    {
        // A client that is closed while it opens may stay connected for ever, unknown to all.
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        foreach (TaskCompletionSource<SdkResponse> call in _calls.Values)
        {
            // Not before: they would answer that the method failed, and connect again to say so.
            call.TrySetCanceled();
        }
    }

    private async Task SubscribeAsync(Func<CancellationToken, Task> subscribe, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_limit, _time, cancellationToken);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Over, limit.Token);
        try
        {
            await AbandonedWork.WaitAsync(subscribe(end.Token), end.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ModuleIdentityException)
        {
            throw SdkLinkFault.Translate(exception, Identity, limit);
        }
    }

    private async Task SendAsync(Message sent, string? output, OutgoingMessage message)
    {
        try
        {
            using (sent)
            {
                await (output is null ? _client.SendEventAsync(sent, Over) : _client.SendEventAsync(output, sent, Over)).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the message has to be sent again, over another link.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Lose(exception);
            return;
        }

        lock (_acknowledging)
        {
            if (!_isDeaf)
            {
                message.Acknowledge();
            }
        }
    }

    private void Lose(Exception exception)
    {
        if (!Over.IsCancellationRequested)
        {
            using TimeLimit none = new(Timeout.InfiniteTimeSpan, _time, CancellationToken.None);
            Break(SdkLinkFault.Translate(exception, Identity, none));
        }
    }

    private async Task<TwinAnswer> AskTwinAsync(Func<Task<byte[]>> ask)
    {
        using TimeLimit limit = new(_limit, _time, Over);
        try
        {
            // Their request goes on for its own minute: an answer that nobody waits for ends their connection.
            return new TwinAnswer(200, "", await AbandonedWork.WaitAsync(ask(), limit.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (SdkLinkFault.TwinStatus(exception) is { } status)
        {
            return new TwinAnswer(status, "", default);
        }
        catch (Exception exception) when (exception is not ModuleIdentityException)
        {
            throw SdkLinkFault.Translate(exception, Identity, limit);
        }
    }

    private Task DesiredChangedAsync(TwinCollection desired, object? context)
    {
        if (JsonNode.Parse(desired.ToJson()) is JsonObject properties)
        {
            Take(new DesiredPatch(desired.Version, properties));
        }

        return Task.CompletedTask;
    }

    private Task<SdkResponse> CallAsync(SdkRequest request, object? context)
    {
        string id = Interlocked.Increment(ref _lastCall).ToString(CultureInfo.InvariantCulture);
        TaskCompletionSource<SdkResponse> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        Take(new MethodRequest(request.Name, id, request.Data ?? []));
        return answer.Task;
    }
}
