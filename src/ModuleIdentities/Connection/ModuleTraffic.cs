using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>What goes over a module's links, whichever there is: telemetry, the twin, calls of direct methods, and messages for inputs.</summary>
internal sealed class ModuleTraffic
{
    /// <summary>How long a renewal waits for acknowledgements before it goes on without; what is missing is sent again.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly string _moduleId;
    private readonly TimeProvider _time;
    private readonly DirectMethods? _methods;
    private readonly ModuleInputs? _inputs;
    private readonly TwinSync _twin;
    private readonly ILogger _logger;
    private readonly IDisposable _gauges;

    public ModuleTraffic(ModuleDefinition definition, IModule? module, ModuleIdentityOptions options, ILogger logger, CancellationToken stopped)
    {
        _moduleId = definition.ModuleId;
        _time = options.TimeProvider;
        _logger = logger;
        Outbox = options.MessageStores is null ? null : new ModuleOutbox(definition.ModuleId, options, logger);
        Telemetry = Outbox?.Sender ?? new TelemetrySender(
            definition.ModuleId, options.Telemetry.Window, QueueLimits.Of(options.Telemetry), options.Network.OperationTimeout, options.TimeProvider);
        Drops = new DropReporter(definition.ModuleId, logger);
        Telemetry.Dropped += Drops.Report;
        _gauges = BacklogGauges.Watch(definition.ModuleId, () => Backlog);

        _twin = new TwinSync(definition.ModuleId, definition.DesiredProperties, options.TimeProvider, logger);
        _methods = definition.HearsDirectMethods ? new DirectMethods(definition, module, Handlers, options.TimeProvider, logger) : null;
        _ = new DesiredDispatcher(definition.ModuleId, module, _twin, Handlers, logger, stopped);
        _inputs = definition.Inputs.Count > 0 ? new ModuleInputs(definition, module, Handlers, logger) : null;
        Heard = (_twin.IsHeard ? HeardByModule.DesiredProperties : 0) | (_methods is null ? 0 : HeardByModule.DirectMethods) | (_inputs is null ? 0 : HeardByModule.Inputs);
    }

    /// <summary>What the module hears of its hub.</summary>
    public HeardByModule Heard { get; }

    public TelemetrySender Telemetry { get; }

    /// <summary>What keeps accepted messages; null without an outbox.</summary>
    public ModuleOutbox? Outbox { get; }

    /// <summary>What was accepted and will not be sent.</summary>
    public DropReporter Drops { get; }

    public TwinSync Twin => _twin;

    /// <summary>Where the module's own methods run.</summary>
    public HandlerScope Handlers { get; } = new();

    /// <summary>Begins to use a link: telemetry at once, the rest when the hub has granted the subscriptions.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused a subscription, or gave no answer.</exception>
    public async Task OpenAsync(HubLink link, bool isNewTwin, CancellationToken cancellationToken)
    {
        link.DesiredChanged += _twin.Take;
        link.MethodCalled += Call;
        link.Begin();
        _inputs?.Serve(link);
        _twin.LinkOpening(isNewTwin);
        Telemetry.LinkOpened(link);
        await link.ListenAsync(cancellationToken).ConfigureAwait(false);

        _twin.LinkOpened(link);
    }

    /// <summary>
    /// Lets a link that is about to be replaced end what it has begun: first its direct methods, during which telemetry flows, then what is on its way.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="callLimit">How long direct methods may take.</param>
    /// <param name="stopped">Ends the wait.</param>
    public async Task DrainAsync(HubLink link, TimeSpan callLimit, CancellationToken stopped)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(link.Over, stopped);
        await EndsAsync(link.Calls.Ended, callLimit).ConfigureAwait(false);
        await EndsAsync(Telemetry.Pause(), DrainLimit).ConfigureAwait(false);

        // What was called meanwhile.
        await EndsAsync(link.Calls.Ended, DrainLimit).ConfigureAwait(false);

        async Task EndsAsync(Task task, TimeSpan within)
        {
            using TimeLimit limit = new(within, _time, over.Token);
            await task.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The link has ended.</summary>
    public void LinkEnded(HubLink link)
    {
        link.DesiredChanged -= _twin.Take;
        link.MethodCalled -= Call;
        Telemetry.LinkEnded(link);
        _twin.LinkEnded(link);
    }

    /// <summary>What is accepted and not acknowledged.</summary>
    public TelemetryBacklog Backlog => Telemetry.Describe(Outbox?.Fault);

    /// <summary>Looks at the clock.</summary>
    public void Tick()
    {
        Telemetry.Tick();
        Drops.Tick();
    }

    /// <summary>Waits until everything accepted is acknowledged.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Telemetry.FlushAsync(cancellationToken).ConfigureAwait(false);
        await _twin.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fails what is left.</summary>
    public async Task StopAsync()
    {
        if (Outbox is not null)
        {
            await Outbox.StopAsync().ConfigureAwait(false);
        }

        Telemetry.Stop();
        _gauges.Dispose();
        Drops.Tick();
        Drops.Drops.Complete();
        await _twin.StopAsync().ConfigureAwait(false);
    }

    // The handlers' scope owns the task, and the link's end ends it.
    private void Call(HubLink link, MethodRequest request)
    {
        link.Calls.Begin();
        _ = CallAsync(link, request);
    }

    private async Task CallAsync(HubLink link, MethodRequest request)
    {
        // The link's own loop must go on while the module works.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (await _methods!.InvokeAsync(request, link.Over).ConfigureAwait(false) is { } answer)
            {
                link.Answer(request, answer);
                ModuleIdentitiesTelemetry.MethodAnswered(_moduleId, answer.Status);
                return;
            }
        }
        catch (Exception exception) when (exception is ModuleIdentityException or OperationCanceledException)
        {
            // Nobody waits any more, as below.
        }
        finally
        {
            link.Calls.End();
        }

        Log.MethodAnswerDropped(_logger, request.Name, _moduleId);
    }
}
