using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ModuleApp._1.Tests;

/// <summary>The code that sends, without a hub.</summary>
public sealed class MeasurementsTests
{
    [Fact]
    public async Task Sends_a_temperature_in_each_interval()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        FakeThermostatModule sent = new();
        FakeTimeProvider time = new();
        using Measurements measurements = new(sent, new WarmRoom(), time, NullLogger<Measurements>.Instance);

        await measurements.StartAsync(cancellation);
        await sent.SentTemperature.WaitForCount(1);
        time.Advance(Measurements.Interval);
        await sent.SentTemperature.WaitForCount(2);
        await measurements.StopAsync(cancellation);

        Assert.Equal([25, 25], sent.SentTemperature);
    }
}
