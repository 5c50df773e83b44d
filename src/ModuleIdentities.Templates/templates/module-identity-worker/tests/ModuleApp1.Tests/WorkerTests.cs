using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Company.Namespace.Tests;

/// <summary>The code that sends, without a hub.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Sends_a_temperature_in_each_interval()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        FakeThermostat sent = new();
        FakeTimeProvider time = new();
        using Worker worker = new(sent, new WarmRoom(), time, NullLogger<Worker>.Instance);

        await worker.StartAsync(cancellation);
        await sent.SentTemperature.WaitForCount(1);
        time.Advance(Worker.Interval);
        await sent.SentTemperature.WaitForCount(2);
        await worker.StopAsync(cancellation);

        Assert.Equal([25, 25], sent.SentTemperature);
    }
}
