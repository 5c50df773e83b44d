using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>What can happen to the link itself: whatever it is, the messages arrive, each before those that were accepted after it.</summary>
public sealed class LinkFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [FaultKind(nameof(Fault.DropLink))]
    public async Task Links_that_are_reset_between_any_two_packets_lose_nothing()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll([.. VirtualTime.Patience, ("Telemetry:Window", "5")]);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(options, Cancellation);
        using FaultHandle fault = emulator.Faults.Add(Fault.DropLink(afterPackets: 3) with { ModuleId = "pump", Times = 8, Probability = 0.3, Seed = 7 });

        Task sends = Task.WhenAll(Enumerable.Range(0, 60).Select(i => pump.SendAsync(i, Cancellation)));
        await clock.PassUntilAsync(sends, TimeSpan.FromSeconds(5), Cancellation);

        Assert.NotEqual(0, fault.Hits);
        Assert.Equal(Enumerable.Range(0, 60), Pump.NumbersOf(emulator));
    }

    [Fact]
    [FaultKind(nameof(Fault.Delay))]
    public async Task A_slow_network_slows_and_breaks_nothing()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        StateWatch states = new(pump.ModuleClient);
        using FaultHandle fault = emulator.Faults.Add(
            Fault.Delay(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(60)) with { ModuleId = "pump" });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => pump.SendAsync(i, Cancellation)));

        Assert.NotEqual(0, fault.Hits);
        Assert.Equal(Enumerable.Range(0, 50), Pump.NumbersOf(emulator));
        Assert.Empty(states.Changes);
    }

    [Fact]
    [FaultKind(nameof(Fault.RefuseSubscription))]
    public async Task A_hub_that_refuses_a_subscription_is_told_as_refusing_and_asked_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll([.. VirtualTime.Patience]);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(options, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> refused = states.NextAsync(ConnectionState.Refused);
        FaultHandle fault = emulator.Faults.Add(Fault.RefuseSubscription() with { ModuleId = "pump" });
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });

        await clock.PassUntilAsync(refused, TimeSpan.FromSeconds(1), Cancellation);
        Assert.Contains("refused the subscription", (await refused).Fault!.Message, StringComparison.Ordinal);
        fault.Dispose();
        Task<ConnectionStateChange> back = states.NextAsync(ConnectionState.Connected);
        await clock.PassUntilAsync(back, TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    [FaultKind(FaultCatalogue.HubRestarts)]
    public async Task A_hub_that_dies_and_comes_back_while_messages_are_on_their_way_gets_them_all()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        List<int> before = [];
        Task[] sends = [.. Enumerable.Range(0, 500).Select(i => pump.SendAsync(i, Cancellation))];
        await hub.Emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        await hub.RestartAsync(() => before = [.. Pump.NumbersOf(hub.Emulator)]);

        await Task.WhenAll(sends).WaitAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 500), before.Concat(Pump.NumbersOf(hub.Emulator)).Distinct());
    }
}
