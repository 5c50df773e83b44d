using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>What can happen to single messages of a link that goes on.</summary>
public sealed class MessageFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [FaultKind(nameof(Fault.LoseAcknowledgement))]
    public async Task A_message_whose_acknowledgement_is_lost_is_sent_again_and_marked_as_sent_before()
    {
        (IotEmulator emulator, FakeTimeProvider clock, Pump pump) = await ConnectAsync();
        await using IotEmulator _ = emulator;
        await using Pump __ = pump;
        using FaultHandle fault = emulator.Faults.Add(Fault.LoseAcknowledgement() with { ModuleId = "pump", Times = 1 });

        Task sends = Task.WhenAll(Enumerable.Range(0, 20).Select(i => pump.SendAsync(i, Cancellation)));
        await clock.PassUntilAsync(sends, TimeSpan.FromSeconds(1), Cancellation);

        Assert.Equal(Enumerable.Range(0, 20), Pump.NumbersOf(emulator));
        Assert.Equal([false, true], Published(emulator, 0).Select(entry => entry.Duplicate));
    }

    [Fact]
    [FaultKind(nameof(Fault.DelayAcknowledgement))]
    public async Task Acknowledgements_that_come_late_and_out_of_turn_find_their_messages()
    {
        (IotEmulator emulator, FakeTimeProvider clock, Pump pump) = await ConnectAsync();
        await using IotEmulator _ = emulator;
        await using Pump __ = pump;
        StateWatch states = new(pump.ModuleClient);
        using FaultHandle fault = emulator.Faults.Add(
            Fault.DelayAcknowledgement(TimeSpan.FromMilliseconds(200)) with { ModuleId = "pump", Probability = 0.5, Seed = 3 });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => pump.SendAsync(i, Cancellation)));

        Assert.InRange(fault.Hits, 1, 49);
        Assert.Equal(50, emulator.Messages.Count);
        Assert.Empty(states.Changes);
    }

    [Fact]
    [FaultKind(nameof(Fault.Lose))]
    public async Task What_is_lost_on_its_way_to_the_hub_is_sent_again()
    {
        (IotEmulator emulator, FakeTimeProvider clock, Pump pump) = await ConnectAsync();
        await using IotEmulator _ = emulator;
        await using Pump __ = pump;
        using FaultHandle fault = emulator.Faults.Add(Fault.Lose(EmulatorOperations.Telemetry) with { ModuleId = "pump", Times = 1, Skip = 19 });

        Task sends = Task.WhenAll(Enumerable.Range(0, 20).Select(i => pump.SendAsync(i, Cancellation)));
        await clock.PassUntilAsync(sends, TimeSpan.FromSeconds(1), Cancellation);

        Assert.Equal(Enumerable.Range(0, 20), Pump.NumbersOf(emulator));
    }

    [Fact]
    [FaultKind(nameof(Fault.Lose))]
    public async Task A_desired_change_that_is_lost_is_told_with_the_next_one()
    {
        (IotEmulator emulator, FakeTimeProvider clock, Pump pump) = await ConnectAsync();
        await using IotEmulator _ = emulator;
        await using Pump __ = pump;
        EmulatedTwin twin = await TwinOfAsync(emulator, pump);
        using FaultHandle fault = emulator.Faults.Add(Fault.Lose(EmulatorOperations.DesiredChange) with { ModuleId = "pump", Times = 1 });

        await twin.UpdateDesiredAsync("""{"speed":1}""", Cancellation);
        await fault.HitAsync(cancellationToken: Cancellation);
        await twin.UpdateDesiredAsync("""{"mode":"fast"}""", Cancellation);
        await clock.PassUntilAsync(twin.WaitForReportedAsync(r => r["speed"] is not null && r["mode"] is not null, Cancellation), TimeSpan.FromSeconds(1), Cancellation);

        Assert.Equal([("mode", "fast"), ("speed", (object?)1.0)], pump.Told.Select(told => (told.Name, told.Value)).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [FaultKind(nameof(Fault.Duplicate))]
    [FaultKind(nameof(Fault.Swap))]
    public async Task Desired_changes_that_come_twice_or_in_the_wrong_order_end_as_the_hub_has_them(bool areSwapped)
    {
        (IotEmulator emulator, FakeTimeProvider clock, Pump pump) = await ConnectAsync();
        await using IotEmulator _ = emulator;
        await using Pump __ = pump;
        EmulatedTwin twin = await TwinOfAsync(emulator, pump);
        using FaultHandle fault = emulator.Faults.Add(
            (areSwapped ? Fault.Swap(EmulatorOperations.DesiredChange) : Fault.Duplicate(EmulatorOperations.DesiredChange)) with { ModuleId = "pump" });

        TwinSnapshot last = null!;
        for (int i = 1; i <= 6; i++)
        {
            last = await twin.UpdateDesiredAsync($$"""{"speed":{{i}}}""", Cancellation);
        }

        await clock.PassUntilAsync(
            twin.WaitForReportedAsync(r => (long?)r["speed"]?["av"] == last.DesiredVersion, Cancellation), TimeSpan.FromSeconds(1), Cancellation);

        Assert.Equal(6.0, pump.Told.Last().Value);
        Assert.Equal(pump.Told.Select(told => told.Version).Distinct().Order(), pump.Told.Select(told => told.Version));
    }

    [Fact]
    [FaultKind(nameof(Fault.Refuse))]
    public async Task A_twin_that_is_throttled_is_read_and_written_later()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        FakeTimeProvider clock = VirtualTime.Begin();
        ModuleIdentityOptions options = emulator.Enroll();
        using FaultHandle read = emulator.Faults.Add(Fault.Refuse(429) with { Operations = EmulatorOperations.ReadTwin, Times = 2 });
        using FaultHandle written = emulator.Faults.Add(Fault.Refuse(500) with { Operations = EmulatorOperations.UpdateTwin, Times = 1 });
        await using Pump pump = await clock.ConnectAsync(options, Cancellation);

        Task report = pump.ReportAsync("level", 5, cancellationToken: Cancellation);
        TimeSpan passed = await clock.PassUntilAsync(report, TimeSpan.FromSeconds(1), Cancellation);

        Assert.Equal((2, 1), (read.Hits, written.Hits));
        Assert.True(passed >= TimeSpan.FromSeconds(30), $"{passed}");
        Assert.Equal(5, (int?)emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"].Twin.Get().Reported["level"]);
    }

    private static async Task<(IotEmulator Emulator, FakeTimeProvider Clock, Pump Pump)> ConnectAsync()
    {
        IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        FakeTimeProvider clock = VirtualTime.Begin();
        return (emulator, clock, await clock.ConnectAsync(options, Cancellation));
    }

    private static async Task<EmulatedTwin> TwinOfAsync(IotEmulator emulator, Pump pump)
    {
        EmulatedModule module = emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"];
        await module.WaitUntilConnectedAsync(Readiness.DesiredProperties, Cancellation);
        return module.Twin;
    }

    private static IEnumerable<MqttPublishEntry> Published(IotEmulator emulator, int number) => emulator.Journal.Entries
        .OfType<MqttPublishEntry>()
        .Where(entry => System.Text.Encoding.UTF8.GetString(entry.Payload.Span) == $$"""{"number":{{number}}}""");
}
