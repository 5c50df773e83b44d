using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>A module that is given as a connection string has nobody to ask for another identity, and comes back with the one it has.</summary>
public sealed class GivenModuleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_comes_back_when_the_hub_takes_it_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(await OptionsAsync(emulator), Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> refused = states.NextAsync(ConnectionState.Refused);

        await emulator.Devices.SetEnabledAsync(Emulated.RegistrationId, false, Cancellation);
        Task send = pump.SendAsync(1, Cancellation);
        await clock.PassUntilAsync(refused, TimeSpan.FromSeconds(1), Cancellation);
        Assert.Equal(ModuleIdentityErrorCode.CredentialRefused, (await refused).Fault?.Code);
        await emulator.Devices.SetEnabledAsync(Emulated.RegistrationId, true, Cancellation);
        await clock.PassUntilAsync(send, TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task It_comes_back_after_an_outage_in_which_a_device_would_have_asked_where_it_belongs()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump pump = await clock.ConnectAsync(await OptionsAsync(emulator), Cancellation);
        StateWatch states = new(pump.ModuleClient);
        using FaultHandle unavailable = emulator.Faults.Add(Fault.RefuseConnect(3) with { ModuleId = "pump", Times = 12 });
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });

        Task send = pump.SendAsync(1, Cancellation);
        await clock.PassUntilAsync(send, TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal(12, unavailable.Hits);
        Assert.DoesNotContain(states.Changes, change => change.Current == ConnectionState.Refused);
        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    private static async Task<ModuleIdentityOptions> OptionsAsync(IotEmulator emulator)
    {
        await emulator.Devices.AddAsync(Emulated.RegistrationId, Cancellation);
        string connectionString = await emulator.Devices.AddModuleAsync(Emulated.RegistrationId, "pump", Cancellation);
        return emulator.Options(emulator.ConfigureModule(connectionString, [.. VirtualTime.Patience]));
    }
}
