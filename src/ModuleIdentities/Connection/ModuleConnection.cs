using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModuleIdentities;

/// <summary>
/// Does what <see cref="ConnectionMachine"/> decides: opens links, watches them, waits, and tells telemetry, twin and methods which link there is.
/// </summary>
internal sealed class ModuleConnection : IAsyncDisposable
{
    /// <summary>A token is renewed between 72 and 80 % of its life: the jitter spreads a fleet that started in one moment.</summary>
    private static readonly WaitRange RenewalShare = new(
        SharedAccessSignature.ConnectionLifetime * 0.72, SharedAccessSignature.ConnectionLifetime * 0.80);

    /// <summary>Two ids of 128 letters, and what is around them.</summary>
    private const int LongestTopic = 384;

    private readonly string _moduleId;
    private readonly ModuleIdentityOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LinkOpener _opener;
    private readonly ModuleTraffic _traffic;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _waitTimer;
    private readonly ITimer _credentialTimer;
    private readonly ITimer _tickTimer;
    private ConnectionSituation _situation;
    private readonly TaskCompletionSource<ConnectionStateChange> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionStateChange? _lastChange;
    private HubLink? _link;
    private ModuleIdentity? _lastLinked;
    private Task _opening = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private int _topicSize;
    private TimeSpan _callLimit = DirectMethods.LongestCall;

    public ModuleConnection(ModuleDefinition definition, IModule? module, ModuleIdentityOptions options)
    {
        _moduleId = definition.ModuleId;
        _options = options;
        _time = options.TimeProvider;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ModuleClient>();
        _traffic = new ModuleTraffic(definition, module, options, _logger, _stop.Token);
        _opener = new LinkOpener(definition.ModuleId, definition.ModelId, _traffic.Heard, options, _logger);
        _situation = new ConnectionSituation(ConnectionState.Disconnected, HubLearnsLater: options.Session.HubLearnsLater);
        _waitTimer = CreateTimer(ConnectionEventKind.WaitOver);
        _credentialTimer = CreateTimer(ConnectionEventKind.CredentialDue);
        _tickTimer = _time.CreateTimer(static connection => ((ModuleConnection)connection!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What goes over the connection.</summary>
    public ModuleTraffic Traffic => _traffic;

    /// <summary>All changes of state.</summary>
    public EventStream<ConnectionStateChange> Changes { get; } = new();

    public ModuleIdentity? Identity => _opener.Identity;

    /// <summary>The category of all that is logged of the connection.</summary>
    public ILogger Logger => _logger;

    public ConnectionState State
    {
        get
        {
            lock (_gate)
            {
                return _situation.State;
            }
        }
    }

    /// <summary>The last change of state; null before the first.</summary>
    public ConnectionStateChange? LastChange
    {
        get
        {
            lock (_gate)
            {
                return _lastChange;
            }
        }
    }

    /// <summary>How old the token of the link is; null without a link or a token.</summary>
    public TimeSpan? TokenAge => Volatile.Read(ref _link) is { Identity.Credential.Certificate: null } link ? _time.GetElapsedTime(link.OpenedAt) : null;

    /// <summary>Completes with the first acceptance, refusal or disposal.</summary>
    public Task<ConnectionStateChange> FirstOutcome => _outcome.Task;

    /// <summary>Begins to connect.</summary>
    public void Start()
    {
        Happen(new ConnectionEvent(ConnectionEventKind.Start));
        TimeSpan tick = TimeSpan.FromTicks(Math.Min(_options.Network.KeepAlive.Ticks / 4, _options.Network.OperationTimeout.Ticks / 4));
        _tickTimer.Change(tick, tick);
    }

    /// <summary>Goes over to other secrets of the module: at once when it is connected, else with the next attempt.</summary>
    /// <remarks>A direct method that asks for it is not answered, for it would wait for itself; others get the time of one operation.</remarks>
    public void Use(ModuleIdentity identity)
    {
        _opener.Use(identity);
        lock (_gate)
        {
            _callLimit = _options.Network.OperationTimeout;
        }

        if (_traffic.Handlers.IsInside)
        {
            Volatile.Read(ref _link)?.Calls.GiveUp();
        }

        Happen(new ConnectionEvent(ConnectionEventKind.CredentialDue, CurrentLink));
    }

    /// <summary>Accepts a message whose body is written, and completes with its acknowledgement.</summary>
    public Task Send(OutgoingMessage message, MessageProperties properties, CancellationToken cancellationToken)
    {
        message.Writer.Flush();
        message.Bag = properties.Bag;
        if (ModuleIdentitiesTelemetry.StartSend(_moduleId) is { } span)
        {
            // W3C Trace Context, as an application property: whoever reads the message goes on with the trace.
            message.Span = span;
            message.Bag += $"&traceparent={span.Id}";
        }

        int topicSize = TopicSize + (message.Bag?.Length ?? 0);
        int size = message.Body.Length + topicSize;
        return size <= HubLink.LargestMessage && topicSize <= HubLink.LargestTopic ? _traffic.Telemetry.Send(message, cancellationToken) : throw TooLarge(message, size);
    }

    /// <summary>Sends no more, closes, and fails what is left. Everything of the connection has ended then, but for handlers of the module.</summary>
    public async ValueTask DisposeAsync()
    {
        _traffic.Handlers.Close();
        Happen(new ConnectionEvent(ConnectionEventKind.Dispose));
        await _waitTimer.DisposeAsync().ConfigureAwait(false);
        await _credentialTimer.DisposeAsync().ConfigureAwait(false);
        await _tickTimer.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _opening.ConfigureAwait(false);
        if (_link is { } link)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }

        await _watching.ConfigureAwait(false);
        await _traffic.StopAsync().ConfigureAwait(false);
        Changes.Complete();
    }

    /// <summary>How many bytes every message's topic has; before the device id is known, the most it can be.</summary>
    private int TopicSize
    {
        get
        {
            if (_topicSize == 0 && Identity is { } identity)
            {
                _topicSize = Encoding.UTF8.GetByteCount(HubLink.EventsTopic(identity.DeviceId, _moduleId));
            }

            return (_topicSize == 0 ? LongestTopic : _topicSize) + (_traffic.Outbox is null ? 0 : OutgoingMessage.IdentitySize);
        }
    }

    private ModuleIdentityException TooLarge(OutgoingMessage message, int size)
    {
        ModuleIdentityException fault = new(
            ModuleIdentityErrorCode.MessageTooLarge,
            $"A message of module '{_moduleId}' of device '{Identity?.DeviceId}' has {size} bytes with its properties",
            $"IoT Hub takes at most {HubLink.LargestMessage}, and MQTT at most {HubLink.LargestTopic} of properties: send less at a time")
        {
            DeviceId = Identity?.DeviceId,
            ModuleId = _moduleId,
        };
        message.Complete(fault);
        return fault;
    }

    private ITimer CreateTimer(ConnectionEventKind kind) => _time.CreateTimer(
        _ => Happen(new ConnectionEvent(kind, Link: CurrentLink)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private int CurrentLink
    {
        get
        {
            lock (_gate)
            {
                return _situation.Link;
            }
        }
    }

    private void Happen(in ConnectionEvent happened)
    {
        ConnectionStateChange? change = null;
        bool isRepeated = false;
        lock (_gate)
        {
            ConnectionState before = _situation.State;
            ConnectionStep step = ConnectionMachine.Next(_situation, happened);
            _situation = step.Next;
            TimeSpan? wait = Perform(step.Effect);
            if (step.Next.State != before)
            {
                change = new ConnectionStateChange(before, step.Next.State, step.Reason, step.Action, happened.Fault, wait);
                isRepeated = step.Next.ShortLives > ConnectionMachine.SuspiciousLosses;
                _lastChange = change;
                Changes.Publish(change);
                if (change.Current is ConnectionState.Connected or ConnectionState.Refused or ConnectionState.Disposed)
                {
                    _outcome.TrySetResult(change);
                }
            }
        }

        if (change is not null)
        {
            ModuleIdentitiesTelemetry.StateChanged(_moduleId, change.Current, change.Reason);
            Log.StateChanged(_logger, _moduleId, Identity, change, isRepeated);
        }
    }

    /// <summary>Begins what is to be done, and waits for nothing; with the gate held.</summary>
    private TimeSpan? Perform(ConnectionEffect effect)
    {
        switch (effect.Kind)
        {
            case ConnectionEffectKind.Open:
            case ConnectionEffectKind.OpenAnew:
            case ConnectionEffectKind.Replace:
                _opening = OpenAsync(_opening, effect);
                return null;
            case ConnectionEffectKind.Wait:
                TimeSpan wait = effect.Wait.Pick(Random.Shared.NextDouble());
                _waitTimer.Change(wait, Timeout.InfiniteTimeSpan);
                return wait;
            default:
                return null;
        }
    }

    private async Task OpenAsync(Task before, ConnectionEffect effect)
    {
        // Off the gate before anything is done.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await before.ConfigureAwait(false);
        long start = _time.GetTimestamp();
        try
        {
            if (effect.Kind == ConnectionEffectKind.Replace && Volatile.Read(ref _link) is { } old)
            {
                await _traffic.DrainAsync(old, TakeCallLimit(), _stop.Token).ConfigureAwait(false);
                await old.DisposeAsync().ConfigureAwait(false);
                await _watching.ConfigureAwait(false);
            }

            HubLink link = await _opener.OpenAsync(effect.Link, effect.Kind == ConnectionEffectKind.OpenAnew, _stop.Token).ConfigureAwait(false);
            Volatile.Write(ref _link, link);
            bool isNewTwin = _lastLinked is { } last && (last.HubHostName != link.Identity.HubHostName || last.GenerationId != link.Identity.GenerationId);
            _lastLinked = link.Identity;
            await _traffic.OpenAsync(link, isNewTwin, _stop.Token).ConfigureAwait(false);
            if (link.Identity.Credential.Certificate is null)
            {
                _credentialTimer.Change(RenewalShare.Pick(Random.Shared.NextDouble()), Timeout.InfiniteTimeSpan);
            }

            ModuleIdentitiesTelemetry.ConnectionOpened(_moduleId, _time.GetElapsedTime(start));
            Happen(new ConnectionEvent(ConnectionEventKind.Opened, effect.Link));
            _watching = WatchAsync(link, _time.GetTimestamp());
        }
        catch (ModuleIdentityException exception)
        {
            await FailAsync(effect.Link, exception).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
#pragma warning disable CA1031 // A mistake of ours must not leave the module without a connection for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await FailAsync(effect.Link, new ModuleIdentityException(
                ModuleIdentityErrorCode.InvalidAnswer, $"Connecting module '{_moduleId}' failed unexpectedly", "See the inner exception", inner: exception)).ConfigureAwait(false);
        }
    }

    private TimeSpan TakeCallLimit()
    {
        lock (_gate)
        {
            (TimeSpan limit, _callLimit) = (_callLimit, DirectMethods.LongestCall);
            return limit;
        }
    }

    private async Task FailAsync(int number, ModuleIdentityException exception)
    {
        bool wasAccepted = _link?.Number == number;
        if (wasAccepted)
        {
            await EndAsync(_link!).ConfigureAwait(false);
        }

        Happen(new ConnectionEvent(ConnectionEventKind.OpenFailed, number, exception, WasAccepted: wasAccepted));
    }

    private async Task WatchAsync(HubLink link, long openedAt)
    {
        ModuleIdentityException? fault = await link.Ended.ConfigureAwait(false);
        TimeSpan age = _time.GetElapsedTime(openedAt);
        await EndAsync(link).ConfigureAwait(false);
        Happen(new ConnectionEvent(ConnectionEventKind.Lost, link.Number, fault, age));
    }

    private async Task EndAsync(HubLink link)
    {
        _traffic.LinkEnded(link);
        await link.DisposeAsync().ConfigureAwait(false);
        Interlocked.CompareExchange(ref _link, null, link);
    }

    private void Tick()
    {
        _traffic.Tick();
        if (Volatile.Read(ref _link) is { } link)
        {
            link.Look();
            if (link.IsOutdated)
            {
                Happen(new ConnectionEvent(ConnectionEventKind.CredentialDue, link.Number));
            }
        }
    }
}
