using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModuleIdentities.Testing;

namespace ModuleApp._1.Tests;

/// <summary>The whole program, against a hub in this process.</summary>
public sealed class HubTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task The_hub_receives_what_is_measured_and_the_module_what_is_desired()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        TestDevice device = await hub.AddDeviceAsync();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        device.Configure(builder);
        builder.Services.AddSingleton<Room, WarmRoom>();
        builder.AddRoom();
        using IHost host = builder.Build();
        await host.StartAsync(cancellation);

        Assert.Equal(25, await device.Received<double>("temperature"));
        PropertyAnswer answer = await device.Module<ThermostatModule>().SetDesired("targetTemperature", 22.5);
        Assert.Equal(200, answer.Status);
        Assert.Equal(22.5, host.Services.GetRequiredService<ThermostatModule>().Target);

        await host.StopAsync(cancellation);
    }
}
