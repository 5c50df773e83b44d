using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing.Tests;

/// <summary>The hub and the module on one clock, which stands until it is moved.</summary>
public sealed class StoppedClockTests(StoppedClockHubFixture hub) : IClassFixture<StoppedClockHubFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Time_stamps_are_those_of_the_clock()
    {
        TestDevice device = await hub.AddDeviceAsync("bench");
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        DateTimeOffset before = hub.Time.GetUtcNow();
        await pump.SendPressureAsync(1, Cancellation);
        hub.Time.Advance(TimeSpan.FromMinutes(5));
        await pump.SendPressureAsync(2, Cancellation);

        ReceivedMessage second = await device.ReceivedMessage(where: message => message.EnqueuedTime > before);

        Assert.Equal(before + TimeSpan.FromMinutes(5), second.EnqueuedTime);
    }

    [Fact]
    public async Task A_module_that_lost_its_link_comes_back_when_the_clock_goes_on()
    {
        TestDevice device = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        Task<ConnectionStateChange> waiting = pump.ModuleClient.StateChangesAsync(Cancellation)
            .FirstAsync(change => change.Current == ConnectionState.Backoff, Cancellation).AsTask();
        using (FaultHandle lost = device.Inject(Fault.DropLink()))
        {
            await lost.Hit();
        }

        hub.Time.Advance((await waiting).RetryIn!.Value);

        await pump.SendPressureAsync(1, Cancellation);
        Assert.Equal(1, await device.Received<double>("pressure"));
    }
}
