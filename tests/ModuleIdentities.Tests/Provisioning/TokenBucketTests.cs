using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class TokenBucketTests
{
    [Fact]
    public async Task A_burst_passes_at_once_and_the_rest_at_a_steady_rate()
    {
        FakeTimeProvider time = new();
        TokenBucket bucket = new(3, TimeSpan.FromSeconds(2), time);
        Task[] turns = [.. Enumerable.Range(0, 5).Select(_ => bucket.TakeAsync(TestContext.Current.CancellationToken))];

        Assert.Equal([true, true, true, false, false], turns.Select(turn => turn.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(2));
        await turns[3];
        Assert.False(turns[4].IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await turns[4];
    }

    [Fact]
    public async Task It_fills_up_again_and_not_beyond_the_burst()
    {
        FakeTimeProvider time = new();
        TokenBucket bucket = new(2, TimeSpan.FromSeconds(1), time);
        await bucket.TakeAsync(TestContext.Current.CancellationToken);
        await bucket.TakeAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(
            [true, true, false],
            Enumerable.Range(0, 3).Select(_ => bucket.TakeAsync(TestContext.Current.CancellationToken).IsCompleted).ToArray());
    }

    [Fact]
    public async Task A_clock_that_is_set_back_holds_nothing_up()
    {
        SettableClock time = new();
        TokenBucket bucket = new(1, TimeSpan.FromSeconds(1), time);
        await bucket.TakeAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(1));
        time.TimeOfDay -= TimeSpan.FromHours(5);

        Assert.True(bucket.TakeAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    /// <summary>A clock whose time of day can be set back, as by NTP, while time goes on.</summary>
    private sealed class SettableClock : FakeTimeProvider
    {
        public TimeSpan TimeOfDay { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeOfDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
