using Microsoft.Extensions.Hosting;
using ModuleIdentities;
using ModuleIdentities.Emulator;
using ModuleIdentities.Testing;

namespace Greenhouse.Tests;

/// <summary>The whole program, and the hub, on a clock that goes when the test says so.</summary>
public sealed class AnHourLaterTests(StoppedClockHubFixture hub) : IClassFixture<StoppedClockHubFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task There_is_a_reading_for_every_minute()
    {
        TestDevice device = await hub.AddDeviceAsync();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        device.Configure(builder);
        builder.AddGreenhouse();
        using IHost host = builder.Build();
        await host.StartAsync(Cancellation);
        ReceivedMessage first = await device.ReceivedMessage();

        hub.Time.Advance(TimeSpan.FromMinutes(1));

        ReceivedMessage second = await device.ReceivedMessage(where: m => m.SequenceNumber > first.SequenceNumber);
        Assert.Equal(first.EnqueuedTime + TimeSpan.FromMinutes(1), second.EnqueuedTime);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task The_module_renews_its_token()
    {
        TestDevice device = await hub.AddDeviceAsync();
        await using ClimateModule climate = await ClimateModule.ConnectAsync(device.CreateOptions(), new Window(), cancellationToken: Cancellation);
        Task<ConnectionStateChange> renewed = climate.ModuleClient.StateChangesAsync(Cancellation)
            .FirstAsync(change => change.Previous == ConnectionState.Renewing, Cancellation).AsTask();

        hub.Time.Advance(TimeSpan.FromMinutes(50));

        Assert.Equal(ConnectionState.Connected, (await renewed).Current);
    }
}
