using System.Buffers;
using System.Globalization;
using System.Net.Security;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>
/// One MQTT connection of one module to its hub, from the CONNACK to its end. What belongs to it dies with it; what must survive it is kept by
/// those who use it.
/// </summary>
internal sealed class HubLink : ITelemetryLink, IAsyncDisposable
{
    /// <summary>IoT Hub cuts a connection that sends a larger packet: the most bytes of a body with its topic and properties.</summary>
    public const int LargestMessage = 256 * 1024;

    /// <summary>MQTT 3.1.1, section 1.5.3: the most bytes of a topic, and a message's properties are part of it.</summary>
    public const int LargestTopic = 65535;

    private readonly MqttLink _mqtt;
    private readonly TimeSpan _answerLimit;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keepAlive;
    private readonly LinkLiveness _liveness;
    private readonly string _eventsTopic;
    private readonly SslStreamCertificateContext? _shown;
    private readonly Dictionary<string, TaskCompletionSource<TwinAnswer>> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _subscriptions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _subscribing = new(1);
    private readonly Lock _beginning = new();
    private List<MethodRequest>? _early = [];
    private ModuleIdentityException? _fault;
    private int _lastRequestId;

    private HubLink(ModuleIdentity identity, MqttLink mqtt, ModuleIdentityOptions options, int number)
    {
        Identity = identity;
        Number = number;
        _mqtt = mqtt;
        _answerLimit = options.Network.OperationTimeout;
        _time = options.TimeProvider;
        OpenedAt = _time.GetTimestamp();
        _keepAlive = options.Network.KeepAlive;
        _liveness = new LinkLiveness(_keepAlive);
        _eventsTopic = EventsTopic(identity.DeviceId, identity.ModuleId);
        _shown = identity.Credential.Certificate;
        mqtt.MessageReceived += Receive;
        Ended = WatchAsync();
    }

    public ModuleIdentity Identity { get; }

    /// <summary>The number of the link, counted by its module.</summary>
    public int Number { get; }

    /// <summary>When it was begun, and its token made, as a time stamp of the options' clock.</summary>
    public long OpenedAt { get; }

    /// <summary>The calls that it has brought and that are not answered.</summary>
    public OpenCalls Calls { get; } = new();

    /// <summary>Whether the certificate that the link was opened with has been renewed since.</summary>
    public bool IsOutdated
    {
        get
        {
            Identity.Credential.Refresh();
            return Identity.Credential.Certificate != _shown;
        }
    }

    /// <summary>Ends with the link.</summary>
    public CancellationToken Over => _mqtt.Over;

    /// <summary>Completes when the link has ended; says why, null when the other side closed it without a word.</summary>
    public Task<ModuleIdentityException?> Ended { get; }

    /// <summary>Raised for each change of the desired properties, in the order of arrival.</summary>
    public event Action<DesiredPatch>? DesiredChanged;

    /// <summary>Raised for each call of a direct method.</summary>
    public event Action<HubLink, MethodRequest>? MethodCalled;

    /// <summary>Connects as the module, with the module's own key.</summary>
    /// <exception cref="ModuleIdentityException">The hub could not be reached, or refuses the module.</exception>
    public static async Task<HubLink> OpenAsync(
        ModuleIdentity identity, string? modelId, ModuleIdentityOptions options, HubTransport transport, int number, CancellationToken cancellationToken)
    {
        string host = options.Network.GatewayHost ?? identity.HubHostName;
        identity.Credential.Refresh();
        MqttLink mqtt = new(host, transport, options.Network, identity.Credential, options.TimeProvider);
        try
        {
            // A hub that kept the session may call a method right behind the CONNACK: it must be heard from the first packet on.
            HubLink link = new(identity, mqtt, options, number);
            MqttPrincipal principal = await HubPrincipal.CreateAsync(identity, modelId, options.Network, options.TimeProvider, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Tells who listens by now of the calls that came before.</summary>
    public void Begin()
    {
        List<MethodRequest> early;
        lock (_beginning)
        {
            (early, _early) = (_early ?? [], null);
        }

        foreach (MethodRequest request in early)
        {
            MethodCalled?.Invoke(this, request);
        }
    }

    /// <summary>The topic of a module's messages, without what each adds.</summary>
    public static string EventsTopic(string deviceId, string moduleId) =>

        // Routing looks inside a body only when both are said.
        $"devices/{deviceId}/modules/{moduleId}/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8";

    /// <inheritdoc/>
    public void Publish(OutgoingMessage message) => _mqtt.Publish(_eventsTopic + message.Bag, message);

    /// <summary>Subscribes to what is not subscribed to yet.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, or gave no answer.</exception>
    public async Task SubscribeAsync(IReadOnlyCollection<string> filters, CancellationToken cancellationToken)
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

    /// <summary>Reads or changes the twin, and waits for the answer.</summary>
    /// <param name="topic">The topic up to its query.</param>
    /// <param name="body">The body.</param>
    /// <exception cref="ModuleIdentityException">There was no answer in time.</exception>
    /// <exception cref="OperationCanceledException">The link has ended.</exception>
    public async Task<TwinAnswer> AskTwinAsync(string topic, ReadOnlyMemory<byte> body)
    {
        await SubscribeAsync([TwinAnswer.TopicPrefix + "#"], Over).ConfigureAwait(false);
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

    /// <summary>Answers a direct method.</summary>
    public void Answer(MethodRequest request, MethodAnswer answer) => _mqtt.PublishOnce(
        $"$iothub/methods/res/{answer.Status.ToString(CultureInfo.InvariantCulture)}/?$rid={request.RequestId}", answer.Payload);

    /// <summary>Looks whether the other side is alive, and lets it know that this one is; a dead link is broken.</summary>
    public void Look()
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

    /// <inheritdoc/>
    /// <remarks>The one place that does.</remarks>
    public void Break(ModuleIdentityException fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null && !Over.IsCancellationRequested)
        {
            // The link's own end is what is waited for.
            _ = _mqtt.AbortAsync();
        }
    }

    /// <summary>Says goodbye when it can, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _mqtt.DisposeAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
    }

    private async Task<ModuleIdentityException?> WatchAsync()
    {
        await _mqtt.Closed.ConfigureAwait(false);
        return Volatile.Read(ref _fault);
    }

    private void Receive(string topic, ReadOnlySequence<byte> payload)
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
            DesiredChanged?.Invoke(patch);
        }
        else if (MethodRequest.TryParse(topic, body, out MethodRequest request))
        {
            lock (_beginning)
            {
                if (_early is not null)
                {
                    _early.Add(request);
                    return;
                }
            }

            MethodCalled?.Invoke(this, request);
        }
    }
}
