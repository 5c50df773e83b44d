using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Tests.Connection;

/// <summary>An outbox and its disk, one step at a time.</summary>
public sealed class BacklogKeeperTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryStore _store = new();
    private readonly CancellationTokenSource _caller = new();

    [ThreadStatic]
    private static bool s_isStopping;

    [Fact]
    public async Task Stopping_leaves_its_caller_before_it_waits_for_the_disk()
    {
        (TelemetrySender sender, BacklogKeeper keeper) = StartProcess();
        Keep(keeper);
        Task sent = Send(sender);
        bool isCallersThread = false;
        _store.Writing = () => isCallersThread |= s_isStopping;
        KeeperLoop loop = new(keeper, _store);

        s_isStopping = true;
        Task stopped = loop.StopAsync();
        s_isStopping = false;

        await stopped;
        await sent;
        Assert.False(isCallersThread);
    }

    [Fact]
    public void What_an_earlier_process_left_is_read_although_more_was_accepted_before_the_disk_could_be_opened()
    {
        (TelemetrySender before, BacklogKeeper beforeKeeper) = StartProcess();
        Keep(beforeKeeper);
        Send(before);
        Send(before);
        Keep(beforeKeeper);
        _store.Fault = new MessageStoreException("the disk is away", isDamaged: false);
        (TelemetrySender sender, BacklogKeeper keeper) = StartProcess();
        Keep(keeper);
        Send(sender);
        Send(sender);
        Send(sender);

        _store.Fault = null;
        sender.Tick();
        Keep(keeper);

        Link link = new();
        sender.LinkOpened(link);
        Assert.Equal(5, link.Sent.Count);
    }

    [Fact]
    public async Task A_message_that_could_not_be_stored_can_be_cancelled_and_is_not_stored_later()
    {
        (TelemetrySender sender, BacklogKeeper keeper) = StartProcess();
        Keep(keeper);
        _store.Fault = new MessageStoreException("the disk is full", isDamaged: false);
        Task sent = SendUntil(sender, _caller.Token);
        Keep(keeper);

        await _caller.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        Assert.Equal(_caller.Token, cancelled.CancellationToken);
        Assert.Equal(0, sender.Describe(null).Messages);
        _store.Fault = null;
        sender.Tick();
        Keep(keeper);
        Assert.Empty(_store.Content);
        Assert.Equal([1], _store.Removed);
    }

    [Fact]
    public async Task A_message_that_is_cancelled_while_the_disk_fails_on_it_is_given_up()
    {
        (TelemetrySender sender, BacklogKeeper keeper) = StartProcess();
        Keep(keeper);
        Task sent = SendUntil(sender, _caller.Token);
        _store.Fault = new MessageStoreException("the disk is full", isDamaged: false);
        _store.Writing = _caller.Cancel;

        Keep(keeper);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        Assert.Equal(0, sender.Describe(null).Messages);
    }

    [Fact]
    public async Task A_message_that_is_cancelled_while_the_disk_takes_it_is_accepted()
    {
        (TelemetrySender sender, BacklogKeeper keeper) = StartProcess();
        Keep(keeper);
        Task sent = SendUntil(sender, _caller.Token);
        _store.Writing = _caller.Cancel;

        Keep(keeper);

        await sent;
        Assert.Equal(1, sender.Describe(null).Messages);
    }

    [Fact]
    public void A_message_that_makes_room_is_deleted_by_the_very_write_that_stores_the_newer_one()
    {
        (TelemetrySender sender, BacklogKeeper keeper) = StartProcess(TelemetryFullMode.DropOldest);
        Keep(keeper);
        Send(sender);
        Keep(keeper);

        Send(sender);
        Assert.True(keeper.Step(all: false));

        Assert.Equal([2], _store.Content.Keys);
    }

    /// <summary>Why a course of the simulation may see it: see "Bounds, and what happens at them" in docs/outbox.md.</summary>
    [Fact]
    public void A_message_that_made_room_comes_after_all_when_the_process_dies_before_that_write()
    {
        (TelemetrySender sender, BacklogKeeper keeper) = StartProcess(TelemetryFullMode.DropOldest);
        List<TelemetryDropped> dropped = [];
        sender.Dropped += dropped.Add;
        Keep(keeper);
        Send(sender);
        Keep(keeper);
        Send(sender);
        Assert.Equal(TelemetryDropReason.QueueFull, Assert.Single(dropped).Reason);

        (TelemetrySender next, BacklogKeeper nextKeeper) = StartProcess(TelemetryFullMode.DropOldest);
        Keep(nextKeeper);

        Link link = new();
        next.LinkOpened(link);
        Assert.Equal([1], link.Sent);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _store.Dispose();
    }

    private (TelemetrySender Sender, BacklogKeeper Keeper) StartProcess(TelemetryFullMode whenFull = TelemetryFullMode.Wait)
    {
        OutboxOptions limits = new() { WhenFull = whenFull, Capacity = whenFull == TelemetryFullMode.DropOldest ? 1 : 100 };
        TelemetrySender sender = new("thermostat", 64, QueueLimits.Of(limits, new TelemetryOptions()), TimeSpan.FromSeconds(30), _time, "process");
        return (sender, new BacklogKeeper("thermostat", sender, _store, _time, NullLogger.Instance));
    }

    private static Task Send(TelemetrySender sender) => SendUntil(sender, CancellationToken.None);

    private static Task SendUntil(TelemetrySender sender, CancellationToken cancellationToken)
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Writer.WriteNumberValue(1);
        message.Writer.Flush();
        return sender.Send(message, cancellationToken);
    }

    private static void Keep(BacklogKeeper keeper)
    {
        while (keeper.Step(all: true))
        {
        }
    }

    private sealed class Link : ITelemetryLink
    {
        public List<long> Sent { get; } = [];

        public void Publish(OutgoingMessage message) => Sent.Add(message.Number);

        public void Break(ModuleIdentityException fault) => throw new InvalidOperationException("Nothing breaks here.", fault);
    }

    private sealed class MemoryStore : IMessageStore
    {
        public SortedDictionary<long, StoredMessage> Content { get; } = [];

        public List<long> Removed { get; } = [];

        public MessageStoreException? Fault { get; set; }

        public Action Writing { get; set; } = static () => { };

        public StoreContent Open() => Fault is null
            ? new StoreContent(Content.Count, Content.Values.Sum(message => (long)message.Body.Length), Content.Keys.LastOrDefault())
            : throw Fault;

        public void Write(IReadOnlyList<StoredMessage> added, IReadOnlyList<long> removed)
        {
            Writing();
            if (Fault is not null)
            {
                throw Fault;
            }

            foreach (long number in removed)
            {
                Removed.Add(number);
                Content.Remove(number);
            }

            foreach (StoredMessage message in added)
            {
                Content[message.Number] = message with { Body = message.Body.ToArray() };
            }
        }

        public IReadOnlyList<StoredMessage> Read(long after, int most) => [.. Content.Where(one => one.Key > after).Take(most).Select(one => one.Value)];

        public string SetAside() => throw new InvalidOperationException("Nothing is damaged here.");

        public void Dispose()
        {
        }
    }
}
