using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities;
using ModuleIdentities.Testing;

namespace Greenhouse.Tests;

/// <summary>The code that sends, without a hub: a fake of the module remembers what it was given.</summary>
public sealed class WatchTests
{
    private readonly FakeClimateModule _sent = new();
    private readonly FakeSensor _sensor = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_sends_what_it_measures()
    {
        await CreateWatch().MeasureAsync(Cancellation);

        Assert.Equal([(new Reading(21, 60), null)], _sent.SentReading);
    }

    [Fact]
    public async Task It_opens_the_window_once_when_it_is_hot()
    {
        Watch watch = CreateWatch();
        _sensor.Reading = new Reading(35, 40);
        await watch.MeasureAsync(Cancellation);
        await watch.MeasureAsync(Cancellation);

        Assert.Equal([true], _sent.ReportedWindow);
    }

    [Fact]
    public async Task It_measures_once_a_minute()
    {
        using Watch watch = CreateWatch();
        await watch.StartAsync(Cancellation);
        await _sent.SentReading.WaitForCount(1);

        _time.Advance(TimeSpan.FromMinutes(1));

        await _sent.SentReading.WaitForCount(2);
        await watch.StopAsync(Cancellation);
    }

    [Fact]
    public async Task It_goes_on_when_a_reading_cannot_be_sent()
    {
        Watch watch = CreateWatch();
        _sent.SentReading.OnSend = (_, _) => throw ModuleFailure.Of(ModuleIdentityErrorCode.QueueFull);
        await watch.MeasureAsync(Cancellation);

        Assert.Equal(1, watch.Lost);
    }

    private Watch CreateWatch() => new(_sent, _sensor, new Window(), _time, NullLogger<Watch>.Instance);
}
