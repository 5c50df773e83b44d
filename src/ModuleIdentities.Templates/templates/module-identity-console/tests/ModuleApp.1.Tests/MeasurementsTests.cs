using Microsoft.Extensions.Time.Testing;

namespace ModuleApp._1.Tests;

/// <summary>The code that sends, without a hub.</summary>
public sealed class MeasurementsTests
{
    [Fact]
    public async Task Sends_a_temperature_in_each_interval()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        FakeThermostatModule sent = new();
        FakeTimeProvider time = new();

        Task running = new Measurements(sent, new WarmRoom(), time).RunAsync(stop.Token);
        await sent.SentTemperature.WaitForCount(1);
        time.Advance(Measurements.Interval);
        await sent.SentTemperature.WaitForCount(2);
        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([25, 25], sent.SentTemperature);
    }
}
