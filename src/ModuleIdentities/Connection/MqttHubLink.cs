using System.Buffers;
using System.Globalization;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>The link of the native engine: a module's own MQTT connection ("Communicate with an IoT hub using the MQTT protocol", Microsoft docs).</summary>
internal sealed class MqttHubLink : HubLink
{
    private const string ReadTopic = "$iothub/twin/GET/";
    private const string ReportTopic = "$iothub/twin/PATCH/properties/reported/";
    private const string AnswersFilter = TwinAnswer.TopicPrefix + "#";

    private readonly MqttLink _mqtt;
    private readonly TimeSpan _answerLimit;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keepAlive;
    private readonly LinkLiveness _liveness;
    private readonly string _eventsTopic;
    private readonly string _inputsTopic;
    private readonly HeardByModule _heard;
    private readonly Dictionary<string, TaskCompletionSource<TwinAnswer>> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _subscriptions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _subscribing = new(1);
    private int _lastRequestId;

    private MqttHubLink(LinkRequest request, MqttLink mqtt, ModuleIdentityOptions options)
        : base(request, options.TimeProvider)
    {
        _mqtt = mqtt;
        _answerLimit = options.Network.OperationTimeout;
        _time = options.TimeProvider;
        _keepAlive = options.Network.KeepAlive;
        _liveness = new LinkLiveness(_keepAlive);
        _eventsTopic = EventsTopic(Identity.DeviceId, Identity.ModuleId);
        _heard = request.Heard;
        _inputsTopic = InputMessage.TopicPrefix(Identity.DeviceId, Identity.ModuleId);
        mqtt.Receiver = Receive;
        Ended = WatchAsync();
    }

    public override CancellationToken Over => _mqtt.Over;

    public override Task<ModuleIdentityException?> Ended { get; }

    /// <summary>Connects as the module, with the module's own key.</summary>
    /// <exception cref="ModuleIdentityException">The hub could not be reached, or refuses the module.</exception>
    public static async Task<HubLink> OpenAsync(LinkRequest request, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = request.Identity;
        NetworkOptions network = options.Network.For(identity);
        identity.Credential.Refresh();
        MqttLink mqtt = new(network.GatewayHost ?? identity.HubHostName, request.Transport, network, identity.Credential, options.TimeProvider);
        try
        {
            // A hub that kept the session may call a method right behind the CONNACK: it must be heard from the first packet on.
            MqttHubLink link = new(request, mqtt, options);
            MqttPrincipal principal = await HubPrincipal.CreateAsync(identity, request.ModelId, network, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            MqttConnectReturnCode code = await mqtt.ConnectAsync(principal, cancellationToken).ConfigureAwait(false);
            return code == MqttConnectReturnCode.ConnectionAccepted
                ? link
                : throw HubPrincipal.Refused(identity, code);
        }
        catch
        {
            await mqtt.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override void Publish(OutgoingMessage message) => _mqtt.Publish(_eventsTopic + message.Bag, message);

    public override Task ListenAsync(CancellationToken cancellationToken) => SubscribeAsync(
        [
            .. _heard.HasFlag(HeardByModule.DesiredProperties) ? [AnswersFilter, DesiredPatch.TopicPrefix + "#"] : Array.Empty<string>(),
            .. _heard.HasFlag(HeardByModule.Inputs) ? [_inputsTopic + "#"] : Array.Empty<string>(),
            .. _heard.HasFlag(HeardByModule.DirectMethods) ? [MethodRequest.TopicPrefix + "#"] : Array.Empty<string>(),
        ],
        cancellationToken);

    public override Task<TwinAnswer> ReadTwinAsync() => AskTwinAsync(ReadTopic, default);

    public override Task<TwinAnswer> ReportAsync(ReadOnlyMemory<byte> patch) => AskTwinAsync(ReportTopic, patch);

    public override void Answer(MethodRequest request, MethodAnswer answer) => _mqtt.PublishOnce(
        $"$iothub/methods/res/{answer.Status.ToString(CultureInfo.InvariantCulture)}/?$rid={request.RequestId}", answer.Payload);

    public override void Look()
    {
        TimeSpan silence = _mqtt.Silence;
        LinkVerdict verdict = _liveness.Look(silence);
        if (verdict == LinkVerdict.Dead)
        {
            Break(new ModuleIdentityException(
                ModuleIdentityErrorCode.TimedOut,
                $"Hub {Identity.HubHostName} has been silent towards module '{Identity.ModuleId}' for {silence.TotalSeconds:F0} s",
                "It connects again; check for a firewall that forgets idle connections"));
        }
        else if (verdict == LinkVerdict.Ask || _mqtt.Quiet >= _keepAlive / 2)
        {
            _mqtt.Ping();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _mqtt.DisposeAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
    }

    // The link's own end is what is waited for.
    protected override void Abort() => _ = _mqtt.AbortAsync();

    private async Task<ModuleIdentityException?> WatchAsync()
    {
        await _mqtt.Closed.ConfigureAwait(false);
        return Fault;
    }

    /// <summary>Subscribes to what is not subscribed to yet.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, or gave no answer.</exception>
    private async Task SubscribeAsync(IReadOnlyCollection<string> filters, CancellationToken cancellationToken)
    {
        await _subscribing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string[] missing = [.. filters.Where(filter => !_subscriptions.Contains(filter))];
            if (missing.Length > 0)
            {
                await _mqtt.SubscribeAsync(missing, cancellationToken).ConfigureAwait(false);
                _subscriptions.UnionWith(missing);
            }
        }
        finally
        {
            _subscribing.Release();
        }
    }

    /// <param name="topic">The topic up to its query.</param>
    /// <param name="body">The body.</param>
    private async Task<TwinAnswer> AskTwinAsync(string topic, ReadOnlyMemory<byte> body)
    {
        await SubscribeAsync([AnswersFilter], Over).ConfigureAwait(false);
        string requestId = Interlocked.Increment(ref _lastRequestId).ToString(CultureInfo.InvariantCulture);
        TaskCompletionSource<TwinAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_requests)
        {
            _requests.Add(requestId, answer);
        }

        using TimeLimit limit = new(_answerLimit, _time, Over);
        try
        {
            _mqtt.PublishOnce($"{topic}?$rid={requestId}", body);
            return await answer.Task.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw LinkFault.Translate(exception, $"A request for the twin of module '{Identity.ModuleId}' to hub {Identity.HubHostName}", limit);
        }
        finally
        {
            lock (_requests)
            {
                _requests.Remove(requestId);
            }
        }
    }

    private Task Receive(string topic, ReadOnlySequence<byte> payload)
    {
        // The link's own memory ends with this call.
        ReadOnlyMemory<byte> body = payload.ToArray();
        if (TwinAnswer.TryParse(topic, body, out TwinAnswer answer))
        {
            lock (_requests)
            {
                _requests.GetValueOrDefault(answer.RequestId)?.TrySetResult(answer);
            }
        }
        else if (DesiredPatch.TryParse(topic, body, out DesiredPatch patch))
        {
            Take(patch);
        }
        else if (MethodRequest.TryParse(topic, body, out MethodRequest request))
        {
            Take(request);
        }
        else if (InputMessage.Parse(_inputsTopic, topic, body) is { } message)
        {
            return Take(message);
        }

        return Task.CompletedTask;
    }
}
