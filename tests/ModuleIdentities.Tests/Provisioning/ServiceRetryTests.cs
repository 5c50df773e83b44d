using ModuleIdentities.Canary;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Provisioning;

/// <summary>How long is waited before a request is repeated; the random number is always one half.</summary>
public sealed class ServiceRetryTests
{
    private readonly HastyClock _time = new();

    [Fact]
    public async Task A_throttled_request_waits_ten_seconds_and_more_each_time() => Assert.Equal(
        Seconds(15, 20, 30, 50), await WaitsAsync(Fails(429), Fails(429), Fails(429), Fails(429)));

    [Fact]
    public async Task What_the_service_asks_for_is_waited_at_least() => Assert.Equal(
        Seconds(35, 70), await WaitsAsync(Fails(429, retryAfter: 30), Fails(429, retryAfter: 60)));

    [Fact]
    public async Task A_network_that_is_down_is_asked_soon_and_then_ever_later() => Assert.Equal(
        Seconds(0.5, 1, 2, 4, 8, 16, 30, 30), await WaitsAsync([.. Enumerable.Repeat(Fails(503), 8)]));

    [Fact]
    public async Task Each_kind_of_failure_has_its_own_ladder() => Assert.Equal(
        Seconds(0.5, 1, 15, 0.5, 20), await WaitsAsync(Fails(503), Fails(503), Fails(429), Fails(503), Fails(429)));

    [Fact]
    public async Task What_does_not_heal_is_not_repeated_and_stays_known()
    {
        ServiceRetry retry = new(_time, () => 0.5, CanaryLogger.Instance);
        int asked = 0;

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => retry.RunAsync<int>(
            _ =>
            {
                asked++;
                throw Fails(401);
            },
            TestContext.Current.CancellationToken));

        Assert.Equal((1, 0), (asked, _time.Waits.Count));
        Assert.Same(exception, retry.Obstacle);
        await retry.RunAsync(_ => Task.FromResult(1), TestContext.Current.CancellationToken);
        Assert.Null(retry.Obstacle);
    }

    [Fact]
    public async Task What_it_fails_with_in_the_end_says_how_often_it_was_tried()
    {
        ServiceRetry retry = new(_time, () => 0.5, CanaryLogger.Instance);
        Queue<ModuleIdentityException> script = new([Fails(503), Fails(429), Fails(401)]);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => retry.RunAsync<int>(_ => throw script.Dequeue(), TestContext.Current.CancellationToken));

        Assert.Equal((ModuleIdentityErrorCode.CredentialRefused, 3), (exception.Code, exception.Attempts));
    }

    [Fact]
    public async Task Each_repetition_is_paid_from_the_budget()
    {
        // Two at once and one more a minute: the third and the fourth request wait for it, beside the ladder.
        TokenBucket budget = new(2, TimeSpan.FromMinutes(1), new StoppedClock(_time));

        TimeSpan[] waits = await WaitsAsync(budget, Fails(503), Fails(503), Fails(503));

        Assert.Equal(Seconds(0.5, 1, 60, 2, 120), waits);
    }

    private Task<TimeSpan[]> WaitsAsync(params ModuleIdentityException[] failures) => WaitsAsync(null, failures);

    private async Task<TimeSpan[]> WaitsAsync(TokenBucket? budget, params ModuleIdentityException[] failures)
    {
        ServiceRetry retry = new(_time, () => 0.5, CanaryLogger.Instance, budget);
        Queue<ModuleIdentityException> script = new(failures);
        await retry.RunAsync(
            _ => script.TryDequeue(out ModuleIdentityException? failure) ? throw failure : Task.FromResult(1), TestContext.Current.CancellationToken);
        return [.. _time.Waits];
    }

    private static TimeSpan[] Seconds(params double[] seconds) => [.. seconds.Select(TimeSpan.FromSeconds)];

    private static ModuleIdentityException Fails(int status, int? retryAfter = null)
    {
        ModuleIdentityErrorCode code = status switch
        {
            429 => ModuleIdentityErrorCode.Throttled,
            503 => ModuleIdentityErrorCode.ServiceFailed,
            _ => ModuleIdentityErrorCode.CredentialRefused,
        };
        return new ModuleIdentityException(
            code, "It failed", "Wait", new ServiceFault(status, null, null, retryAfter is { } wait ? TimeSpan.FromSeconds(wait) : null));
    }

    /// <summary>Its time stands still; its timers are the other clock's.</summary>
    private sealed class StoppedClock(TimeProvider timers) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            timers.CreateTimer(callback, state, dueTime, period);
    }
}
