using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A small fleet that starts in one moment at a hub that is asked too much; `benchmarks -- fleet` is the large one.</summary>
public sealed class FleetTests
{
    private const int Devices = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_comes_up_at_a_throttled_hub_and_none_asks_for_more_than_it_needs()
    {
        // A unit has 100 operations at once and then one in 0.6 seconds; 120 are needed, and a wait of ten seconds takes one.
        QuickClock time = new(speed: 10);
        await using IotEmulator emulator = await IotEmulator.StartAsync(
            new IotEmulatorOptions { HubScale = new HubScale(HubSku.S1), TimeProvider = time }, Cancellation);

        ModuleIdentity[] identities = await Task.WhenAll(Enumerable.Range(0, Devices).Select(number => ProvisionAsync(emulator, number, time)));

        ThrottleCounts registry = emulator.Hubs[0].Limits[HubThrottle.Registry];
        Assert.All(identities, identity => Assert.Equal(ModuleIdentityOrigin.Created, identity.Origin));
        Assert.Equal(2 * Devices, registry.Admitted);
        Assert.NotEqual(0, registry.Refused);
    }

    private static Task<ModuleIdentity> ProvisionAsync(IotEmulator emulator, int number, TimeProvider time)
    {
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey($"device-{number}")))
            .AddInMemoryCollection(
            [
                new("ModuleIdentities:Provisioning:Transport", "Https"),
                new("ModuleIdentities:Provisioning:Timeout", "10:00:00"),
                new("ModuleIdentities:Network:OperationTimeout", "01:00:00"),
            ])
            .Build());
        options.TimeProvider = time;
        return ModuleProvisioner.ProvisionAsync(options, "thermostat", Cancellation);
    }
}
