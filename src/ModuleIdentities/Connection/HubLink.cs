using System.Net.Security;
using System.Threading.Channels;

namespace ModuleIdentities;

/// <summary>
/// One connection of one module to its hub, from its acceptance to its end, whichever engine carries it. What belongs to it dies with it; what must
/// survive it is kept by those who use it.
/// </summary>
internal abstract class HubLink : ITelemetryLink, IAsyncDisposable
{
    /// <summary>IoT Hub cuts a connection that sends a larger packet: the most bytes of a body with its topic and properties.</summary>
    public const int LargestMessage = 256 * 1024;

    /// <summary>MQTT 3.1.1, section 1.5.3: the most bytes of a topic, and a message's properties are part of it.</summary>
    public const int LargestTopic = 65535;

    private readonly SslStreamCertificateContext? _shown;
    private readonly Lock _beginning = new();
    private readonly Channel<InputDelivery> _inputs = Channel.CreateUnbounded<InputDelivery>(new UnboundedChannelOptions { SingleReader = true });
    private List<MethodRequest>? _early = [];
    private ModuleIdentityException? _fault;

    protected HubLink(LinkRequest request, TimeProvider time)
    {
        Identity = request.Identity;
        Number = request.Number;
        OpenedAt = time.GetTimestamp();
        _shown = request.Identity.Credential.Certificate;
    }

    public ModuleIdentity Identity { get; }

    /// <summary>The number of the link, counted by its module.</summary>
    public int Number { get; }

    /// <summary>When it was begun, and its token made, as a time stamp of the options' clock.</summary>
    public long OpenedAt { get; }

    /// <summary>The calls that it has brought and that are not answered, and the message of an input that is being handled.</summary>
    public OpenCalls Calls { get; } = new();

    /// <summary>
    /// What has come to the module's inputs, in the order of arrival. The hub of IoT Edge bounds it: it has one message on its way to a module, and sends
    /// that again when there was no acknowledgement for 30 seconds (Azure/iotedge, DeviceMessageHandler.SendMessageAsync, MessageAckTimeoutSecs).
    /// </summary>
    public ChannelReader<InputDelivery> Inputs => _inputs.Reader;

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
    public abstract CancellationToken Over { get; }

    /// <summary>Completes when the link has ended; says why, null when the other side closed it without a word.</summary>
    public abstract Task<ModuleIdentityException?> Ended { get; }

    /// <summary>Raised for each change of the desired properties, in the order of arrival.</summary>
    public event Action<DesiredPatch>? DesiredChanged;

    /// <summary>Raised for each call of a direct method.</summary>
    public event Action<HubLink, MethodRequest>? MethodCalled;

    /// <summary>The topic of a module's messages, without what each adds.</summary>
    public static string EventsTopic(string deviceId, string moduleId) =>

        // Routing looks inside a body only when both are said.
        $"devices/{deviceId}/modules/{moduleId}/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8";

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

    /// <inheritdoc/>
    public abstract void Publish(OutgoingMessage message);

    /// <summary>Has the hub tell of what the module hears; what comes before that may be told as well.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, or gave no answer.</exception>
    public abstract Task ListenAsync(CancellationToken cancellationToken);

    /// <summary>Reads the twin.</summary>
    /// <returns>The hub's answer, its body the twin as JSON.</returns>
    /// <exception cref="ModuleIdentityException">There was no answer in time.</exception>
    /// <exception cref="OperationCanceledException">The link has ended.</exception>
    public abstract Task<TwinAnswer> ReadTwinAsync();

    /// <summary>Changes the reported properties.</summary>
    /// <param name="patch">The JSON merge patch, as UTF-8.</param>
    /// <exception cref="ModuleIdentityException">There was no answer in time.</exception>
    /// <exception cref="OperationCanceledException">The link has ended.</exception>
    public abstract Task<TwinAnswer> ReportAsync(ReadOnlyMemory<byte> patch);

    /// <summary>Answers a direct method. When the link has ended, nobody hears it.</summary>
    public abstract void Answer(MethodRequest request, MethodAnswer answer);

    /// <summary>Looks whether the other side is alive, and lets it know that this one is; a dead link is broken.</summary>
    public abstract void Look();

    /// <inheritdoc/>
    /// <remarks>The one place that does.</remarks>
    public void Break(ModuleIdentityException fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null && !Over.IsCancellationRequested)
        {
            Abort();
        }
    }

    /// <summary>Says goodbye when it can, then closes; returns when nothing of the link runs any more.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Why the link was broken; null when it was not.</summary>
    protected ModuleIdentityException? Fault => Volatile.Read(ref _fault);

    /// <summary>Ends the link without a word. <see cref="Ended"/> says when it has.</summary>
    protected abstract void Abort();

    /// <summary>A change of the desired properties has come.</summary>
    protected void Take(DesiredPatch patch) => DesiredChanged?.Invoke(patch);

    /// <summary>A message for an input has come.</summary>
    /// <returns>What completes when it may be acknowledged.</returns>
    protected Task Take(InputMessage message)
    {
        InputDelivery delivery = new(message);
        _inputs.Writer.TryWrite(delivery);
        return delivery.Handled;
    }

    /// <summary>A call has come; one that comes before <see cref="Begin"/> waits for it.</summary>
    protected void Take(MethodRequest request)
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

/// <summary>Which link is wanted.</summary>
/// <param name="Identity">The module, with the secret to connect with.</param>
/// <param name="ModelId">The DTDL model id to announce; null for none.</param>
/// <param name="Heard">What the module hears.</param>
/// <param name="Transport">The way out of the network; never <see cref="HubTransport.Automatic"/>.</param>
/// <param name="Number">The number of the link, counted by its module.</param>
internal sealed record LinkRequest(ModuleIdentity Identity, string? ModelId, HeardByModule Heard, HubTransport Transport, int Number);

/// <summary>What a module hears of its hub.</summary>
[Flags]
internal enum HeardByModule
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>Changes of its desired properties.</summary>
    DesiredProperties = 1,

    /// <summary>Calls of its direct methods.</summary>
    DirectMethods = 2,

    /// <summary>What IoT Edge routes to its inputs.</summary>
    Inputs = 4,
}
