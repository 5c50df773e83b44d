using ModuleIdentities.Testing;

namespace ModuleApp._1.Tests;

/// <summary>The module, against a hub in this process.</summary>
public sealed class HubTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task The_hub_receives_what_is_sent_and_the_module_what_is_desired()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        TestDevice device = await hub.AddDeviceAsync();
        await using ThermostatModule thermostat = await ThermostatModule.ConnectAsync(device.CreateOptions(), cancellation);

        await thermostat.SendTemperatureAsync(25, cancellation);
        Assert.Equal(25, await device.Received<double>("temperature"));
        PropertyAnswer answer = await device.Module<ThermostatModule>().SetDesired("targetTemperature", 22.5);
        Assert.Equal(200, answer.Status);
        Assert.Equal(22.5, thermostat.Target);
    }
}
