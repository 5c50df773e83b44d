using MQTTnet.Packets;

namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>The native engine's link without its network: what is sent is encoded, written to nowhere, and acknowledged at once.</summary>
internal sealed class MemoryLink : HubLink
{
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource<ModuleIdentityException?> _ended = new();
    private readonly MqttPending _pending = new();
    private readonly MqttPubAckPacket _acknowledgement = new();
    private readonly MqttWriter _writer;
    private readonly string _topic;
    private TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<MethodAnswer> _answered = new();

    public MemoryLink(LinkRequest request, TimeProvider time)
        : base(request, time)
    {
        _writer = new MqttWriter(Stream.Null, time, _over.Token);
        _topic = EventsTopic(Identity.DeviceId, Identity.ModuleId);
    }

    public override CancellationToken Over => _over.Token;

    public override Task<ModuleIdentityException?> Ended => _ended.Task;

    /// <summary>Completes when the module has reported something since it was connected, or since the last change.</summary>
    public Task Reported => _reported.Task;

    /// <summary>Waits until all that was sent is written.</summary>
    public Task WrittenAsync() => _writer.Writing;

    public override void Publish(OutgoingMessage message)
    {
        ushort packetId = _pending.Add(message);
        _writer.Publish(_topic + message.Bag, message.Body, packetId);
        _pending.Answer(packetId, _acknowledgement);
    }

    public override Task ListenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<TwinAnswer> ReadTwinAsync() => Task.FromResult(new TwinAnswer(200, "", "{\"desired\":{\"$version\":1,\"target\":20},\"reported\":{\"$version\":1}}"u8.ToArray()));

    public override Task<TwinAnswer> ReportAsync(ReadOnlyMemory<byte> patch)
    {
        _reported.TrySetResult();
        return Task.FromResult(new TwinAnswer(204, "", default));
    }

    /// <summary>Brings a change of the desired properties.</summary>
    /// <returns>Completes when the module reports something.</returns>
    public Task ChangeAsync(DesiredPatch patch)
    {
        _reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Take(patch);
        return Reported;
    }

    /// <summary>Calls a direct method.</summary>
    public Task<MethodAnswer> CallAsync(MethodRequest request)
    {
        _answered = new TaskCompletionSource<MethodAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Take(request);
        return _answered.Task;
    }

    /// <summary>Brings a message for an input.</summary>
    /// <returns>Completes when it may be acknowledged.</returns>
    public Task HandAsync(InputMessage message) => Take(message);

    public override void Answer(MethodRequest request, MethodAnswer answer) => _answered.TrySetResult(answer);

    public override void Look()
    {
        // It never dies.
    }

    public override ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    protected override void Abort()
    {
        _over.Cancel();
        _ended.TrySetResult(Fault);
    }
}
