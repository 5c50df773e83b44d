using Microsoft.Extensions.Time.Testing;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Faults;

public sealed class LinkFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, MqttClientConnectResultCode.UnsupportedProtocolVersion)]
    [InlineData(2, MqttClientConnectResultCode.ClientIdentifierNotValid)]
    [InlineData(3, MqttClientConnectResultCode.ServerUnavailable)]
    [InlineData(4, MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData(5, MqttClientConnectResultCode.NotAuthorized)]
    public async Task The_next_connects_are_refused_with_the_code(int code, MqttClientConnectResultCode expected)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using FaultHandle fault = emulator.Faults.Add(Fault.RefuseConnect(code) with { Times = 2 });

        for (int i = 0; i < 2; i++)
        {
            using DeviceLink refused = await DeviceLink.ConnectAsync(emulator);
            Assert.Equal(expected, refused.Code);
        }

        using DeviceLink accepted = await DeviceLink.ConnectAsync(emulator);
        Assert.Equal(MqttClientConnectResultCode.Success, accepted.Code);
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task A_refused_connect_does_not_take_the_connection_over()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink first = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.RefuseConnect(3));

        using DeviceLink second = await DeviceLink.ConnectAsync(emulator);

        Assert.Equal(MqttClientConnectResultCode.ServerUnavailable, second.Code);
        await first.SendAsync();
    }

    [Fact]
    public async Task An_open_link_is_dropped_at_once_and_only_the_one_that_matches()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using DeviceLink other = await DeviceLink.ConnectAsync(emulator, "other");

        using FaultHandle fault = emulator.Faults.Add(Fault.DropLink() with { DeviceId = "d" });

        await fault.HitAsync(cancellationToken: Cancellation);
        await link.Closed;
        await other.SendAsync();
        using DeviceLink again = await DeviceLink.ConnectAsync(emulator);
        await again.SendAsync();
    }

    [Fact]
    public async Task A_link_is_dropped_after_so_many_packets()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.DropLink(afterPackets: 2));

        await link.SendAsync();
        await link.SendAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => link.SendAsync());

        await link.Closed;
        Assert.Equal(2, emulator.Messages.Count);
    }

    [Fact]
    public async Task A_link_that_is_half_open_tells_the_client_nothing_until_the_fault_is_removed()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        FaultHandle fault = emulator.Faults.Add(Fault.HalfOpen() with { DeviceId = "d" });

        Task unanswered = link.PingAsync();
        using DeviceLink other = await DeviceLink.ConnectAsync(emulator, "other");
        await other.SendAsync();
        Assert.False(unanswered.IsCompleted);
        Assert.False(link.Closed.IsCompleted);
        Assert.True(link.Client.IsConnected);

        fault.Dispose();
        await link.Closed;
        await Assert.ThrowsAnyAsync<Exception>(() => unanswered);
        Assert.Equal(1, emulator.Messages.Count);
    }

    [Fact]
    public async Task A_device_may_connect_again_while_its_old_link_is_half_open()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink old = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.HalfOpen());

        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        await link.SendAsync();

        Assert.False(old.Closed.IsCompleted);
    }

    [Fact]
    public async Task What_a_black_hole_held_passes_when_it_is_lifted()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        FaultHandle fault = emulator.Faults.Add(Fault.BlackHole() with { DeviceId = "d" });

        Task held = link.SendAsync();
        await fault.HitAsync(cancellationToken: Cancellation);
        Assert.Equal(0, emulator.Messages.Count);
        Assert.False(held.IsCompleted);

        fault.Dispose();
        await held;
        Assert.Equal(1, emulator.Messages.Count);
    }

    [Fact]
    public async Task A_silent_link_in_a_black_hole_is_given_up_without_the_client_hearing_of_it()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.BlackHole() with { DeviceId = "d", Duration = TimeSpan.FromHours(1) });
        Task held = link.PingAsync();
        await fault.HitAsync(cancellationToken: Cancellation);

        for (int i = 0; i < 30 * 60; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(link.Closed.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(31));

        Assert.True(fault.IsRemoved);
        await link.Closed;
        await Assert.ThrowsAnyAsync<Exception>(() => held);
    }

    [Fact]
    public async Task Latency_is_by_the_emulators_clock_and_keeps_the_order()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using DeviceLink other = await DeviceLink.ConnectAsync(emulator, "other");
        using FaultHandle fault = emulator.Faults.Add(Fault.Delay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)) with { DeviceId = "d", Seed = 7 });

        List<int> order = [];
        Task[] sent = [.. Enumerable.Range(0, 5).Select(SendAsync)];
        await fault.HitAsync(5, Cancellation);
        Assert.DoesNotContain(sent, task => task.IsCompleted);
        Assert.Equal(5, emulator.Messages.Count);

        await AdvanceUntilAsync(time, other, Task.WhenAll(sent));
        Assert.Equal(5, order.Count);

        async Task SendAsync(int i)
        {
            await link.SendAsync();
            lock (order)
            {
                order.Add(i);
            }
        }
    }

    [Fact]
    public async Task A_delayed_acknowledgement_lets_other_packets_overtake()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.DelayAcknowledgement(TimeSpan.FromSeconds(3)) with { Operations = EmulatorOperations.Telemetry });

        Task sent = link.SendAsync();
        await fault.HitAsync(cancellationToken: Cancellation);
        await link.PingAsync();
        Assert.False(sent.IsCompleted);

        await AdvanceUntilAsync(time, link, sent);
    }

    [Fact]
    public async Task A_lost_acknowledgement_leaves_the_message_accepted()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.LoseAcknowledgement() with { Times = 1 });

        Task lost = link.SendAsync();
        await fault.HitAsync(cancellationToken: Cancellation);
        await link.SendAsync();

        Assert.False(lost.IsCompleted);
        Assert.Equal(2, emulator.Messages.Count);
    }

    [Fact]
    public async Task Lost_telemetry_is_neither_accepted_nor_acknowledged()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.Lose(EmulatorOperations.Telemetry) with { Times = 1 });

        Task lost = link.SendAsync();
        await fault.HitAsync(cancellationToken: Cancellation);
        await link.SendAsync();

        Assert.False(lost.IsCompleted);
        Assert.Equal(1, emulator.Messages.Count);
    }

    [Fact]
    public async Task Subscriptions_are_refused_filter_by_filter()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.RefuseSubscription() with { Times = 1 });

        MqttClientSubscribeResult result = await link.Client.SubscribeAsync(
            new MqttClientSubscribeOptionsBuilder().WithTopicFilter("$iothub/twin/res/#").WithTopicFilter("$iothub/methods/POST/#").Build(), Cancellation);

        Assert.Equal(2, result.Items.Count);
        Assert.All(result.Items, item => Assert.Equal(MqttClientSubscribeResultCode.UnspecifiedError, item.ResultCode));
    }

    [Fact]
    public async Task A_fault_that_begins_later_begins_by_the_emulators_clock()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using FaultHandle fault = emulator.Faults.Add(Fault.DropLink() with { StartsIn = TimeSpan.FromSeconds(5) });

        time.Advance(TimeSpan.FromSeconds(4));
        await link.SendAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        await link.Closed;
        Assert.Equal(1, fault.Hits);
    }

    [Fact]
    public async Task The_same_seed_hits_the_same_messages()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        List<int> first = await HitsAsync();

        Assert.Equal(first, await HitsAsync());
        Assert.InRange(first[^1], 1, 19);

        async Task<List<int>> HitsAsync()
        {
            using FaultHandle fault = emulator.Faults.Add(Fault.DelayAcknowledgement(TimeSpan.Zero) with { Probability = 0.5, Seed = 42 });
            List<int> hits = [];
            for (int i = 0; i < 20; i++)
            {
                await link.SendAsync();
                hits.Add(fault.Hits);
            }

            return hits;
        }
    }

    [Fact]
    public async Task A_fault_that_can_never_hit_is_refused()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        Assert.ThrowsAny<ArgumentException>(() => emulator.Faults.Add(Fault.RefuseConnect(6)));
        Assert.ThrowsAny<ArgumentException>(() => emulator.Faults.Add(Fault.RefuseConnect(5) with { Operations = EmulatorOperations.Telemetry }));
        Assert.ThrowsAny<ArgumentException>(() => emulator.Faults.Add(Fault.Lose(EmulatorOperations.Connect)));
        Assert.ThrowsAny<ArgumentException>(() => emulator.Faults.Add(Fault.DropLink() with { Times = 0 }));
        Assert.Empty(emulator.Faults.Handles);
    }

    /// <summary>Moves the clock on until the task has completed; each step goes to the emulator and back, so that its timers run.</summary>
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, DeviceLink other, Task task)
    {
        while (!task.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await other.PingAsync();
        }

        await task;
    }
}
