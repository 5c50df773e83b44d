using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModuleIdentities.Emulator;
using ModuleIdentities.Testing;

namespace Greenhouse.Tests;

/// <summary>The whole program against a hub in this process: what it sends is what the hub has.</summary>
public sealed class GreenhouseTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly FakeSensor _sensor = new();
    private TestModule _climate = null!;
    private IHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TestDevice device = await hub.AddDeviceAsync();
        _climate = device.Module<ClimateModule>();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        device.Configure(builder);
        builder.Services.AddSingleton<ISensor>(_sensor);
        builder.AddGreenhouse();
        _host = builder.Build();
        await _host.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    [Fact]
    public async Task The_hub_receives_readings()
    {
        Reading reading = await _climate.Received<Reading>(where: r => r.Temperature > 20);

        Assert.Equal(60, reading.Humidity);
    }

    [Fact]
    public async Task The_temperature_limit_follows_the_desired_property()
    {
        PropertyAnswer answer = await _climate.SetDesired("temperatureLimit", 25);

        Assert.Equal(200, answer.Status);
        Assert.Equal(25, _host.Services.GetRequiredService<Window>().TemperatureLimit);
    }

    [Fact]
    public async Task A_limit_that_cannot_be_is_refused()
    {
        PropertyAnswer answer = await _climate.SetDesired("temperatureLimit", 80);

        Assert.Equal((400, "10 to 40 degrees are possible"), (answer.Status, answer.Description));
    }

    [Fact]
    public async Task The_window_is_closed_by_a_direct_method_and_reported()
    {
        _host.Services.GetRequiredService<Window>().OpenWhenHot(50);

        DirectMethodResult result = await _climate.Invoke("closeWindow");

        Assert.Equal((200, true), (result.Status, (bool?)result.Payload));
        JsonObject reported = await _climate.Reported(where: properties => properties.ContainsKey("isWindowOpen"));
        Assert.False((bool?)reported["isWindowOpen"]);
    }

    [Fact]
    public async Task Readings_survive_a_lost_connection()
    {
        await _climate.Received<Reading>();
        using FaultHandle lost = _climate.Inject(Fault.DropLink());
        await lost.Hit();

        await _host.Services.GetRequiredService<ClimateModule>().SendReadingAsync(new Reading(2, 80), "frost", Cancellation);

        ReceivedMessage message = await _climate.ReceivedMessage(where: m => m.Properties.ContainsKey("alarm"));
        Assert.Equal("frost", message.Properties["alarm"]);
    }
}
