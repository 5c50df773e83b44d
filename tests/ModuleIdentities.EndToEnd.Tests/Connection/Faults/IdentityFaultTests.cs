using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>What people do to an identity while its module is connected.</summary>
public sealed class IdentityFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [FaultKind(FaultCatalogue.ModuleDeleted)]
    public async Task A_module_that_is_deleted_is_made_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        ModuleIdentity before = pump.ModuleClient.Identity;

        await emulator.Devices.RemoveModuleAsync(before.DeviceId, "pump", Cancellation);
        await pump.SendAsync(1, Cancellation);

        Assert.NotEqual(before.GenerationId, pump.ModuleClient.Identity.GenerationId);
        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    [FaultKind(FaultCatalogue.DeviceDisabled)]
    public async Task A_device_that_is_disabled_is_asked_seldom_and_goes_on_when_it_is_enabled()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll([.. VirtualTime.Patience]);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(options, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> refused = states.NextAsync(ConnectionState.Refused);

        await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, false, Cancellation);
        Task send = pump.SendAsync(1, Cancellation);
        await clock.PassUntilAsync(refused, TimeSpan.FromSeconds(1), Cancellation);
        Assert.Equal(RecommendedAction.CheckConfiguration, (await refused).Action);
        Assert.InRange((await refused).RetryIn!.Value, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6.25));
        await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, true, Cancellation);
        await clock.PassUntilAsync(send, TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    [FaultKind(FaultCatalogue.KeysRegenerated)]
    public async Task A_module_whose_keys_are_regenerated_finds_the_new_ones_with_the_next_link()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        ModuleIdentity before = pump.ModuleClient.Identity;
        StateWatch states = new(pump.ModuleClient);

        await emulator.Devices.RegenerateModuleKeysAsync(before.DeviceId, "pump", Cancellation);
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
        await pump.SendAsync(1, Cancellation);

        Assert.NotEqual(before.KeyFingerprint, pump.ModuleClient.Identity.KeyFingerprint);
        Assert.Equal(before.GenerationId, pump.ModuleClient.Identity.GenerationId);
        Assert.DoesNotContain(states.Changes, change => change.Current == ConnectionState.Refused);
        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    [FaultKind(FaultCatalogue.MovedToAnotherHub)]
    public async Task A_device_that_is_moved_takes_its_messages_and_its_reported_properties_along()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        await pump.ReportAsync("level", 5, cancellationToken: Cancellation);
        ModuleIdentity before = pump.ModuleClient.Identity;
        string other = emulator.Hubs.Select(hub => hub.HostName).Single(name => name != before.HubHostName);

        emulator.Enrollments.MoveTo(Emulated.RegistrationId, other);
        await emulator.Hubs[before.HubHostName].Devices.RemoveAsync(before.DeviceId, Cancellation);
        await pump.SendAsync(1, Cancellation);
        TwinSnapshot twin = await emulator.Hubs[other].Devices[before.DeviceId, "pump"].Twin.WaitForReportedAsync(r => r["level"] is not null, Cancellation);

        Assert.Equal(other, pump.ModuleClient.Identity.HubHostName);
        Assert.Equal([1], Pump.NumbersOf(emulator));
        Assert.Equal(5, (int?)twin.Reported["level"]);
    }

    [Fact]
    [FaultKind(FaultCatalogue.TokenDue)]
    public async Task A_token_that_is_due_is_renewed_under_way_and_no_send_fails()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(options, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task renewed = states.NextAsync(change => change is { Previous: ConnectionState.Renewing, Current: ConnectionState.Connected });

        // Each send waits for its PUBACK, so that the clock stands still while packets are under way: a slow machine is no outage.
        int sends = 0;
        while (!renewed.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            await pump.SendAsync(sends++, Cancellation);
        }

        Assert.Equal([ConnectionState.Renewing, ConnectionState.Connected], states.Changes.Select(change => change.Current));
        Assert.Equal(Enumerable.Range(0, sends), Pump.NumbersOf(emulator));
        Assert.Equal(2, emulator.Journal.Entries.OfType<MqttConnectEntry>().Count(entry => entry.ClientId.EndsWith("/pump", StringComparison.Ordinal)));
    }

    [Fact]
    [FaultKind(FaultCatalogue.ClockBehind)]
    public async Task A_clock_that_falls_behind_is_named_and_the_module_goes_on_when_it_is_set()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        ShiftedClock clock = new(TimeSpan.Zero);
        options.TimeProvider = clock;
        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> named = states.NextAsync(change => change.Fault?.Code == ModuleIdentityErrorCode.ClockWrong);

        clock.Shift(TimeSpan.FromDays(-30));
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
        Task send = pump.SendAsync(1, Cancellation);
        ConnectionStateChange change = await named.WaitAsync(Cancellation);
        clock.Heal();
        await send.WaitAsync(Cancellation);

        Assert.Contains("timedatectl", change.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    [FaultKind(nameof(Fault.ExpireTokens))]
    public async Task A_module_whose_token_has_ended_comes_back_with_another_one()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> lost = states.NextAsync(change => change.Previous == ConnectionState.Connected);

        using (FaultHandle expired = emulator.Faults.Add(Fault.ExpireTokens() with { ModuleId = "pump" }))
        {
            await lost.WaitAsync(Cancellation);
        }

        await pump.SendAsync(1, Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    [FaultKind(nameof(Fault.ShiftClock))]
    public async Task A_hub_whose_clock_goes_ahead_is_named_and_the_module_goes_on_when_it_is_set()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> named = states.NextAsync(change => change.Fault?.Code == ModuleIdentityErrorCode.ClockWrong);
        Task send;

        using (FaultHandle ahead = emulator.Faults.Add(Fault.ShiftClock(TimeSpan.FromDays(30))))
        {
            emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
            send = pump.SendAsync(1, Cancellation);
            await named.WaitAsync(Cancellation);
        }

        await send.WaitAsync(Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
    }
}
