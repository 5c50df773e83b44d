using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class ServiceRetryTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1000, 60)]
    public void A_network_failure_waits_up_to_a_doubling_ceiling(int attempt, int seconds)
    {
        Assert.Equal(TimeSpan.Zero, ServiceRetry.Delay(Failure(ModuleIdentityErrorCode.Unreachable), attempt, 0));
        Assert.Equal(TimeSpan.FromSeconds(seconds), ServiceRetry.Delay(Failure(ModuleIdentityErrorCode.Unreachable), attempt, 1));
    }

    [Fact]
    public void A_throttled_hub_gets_ten_seconds_or_what_it_asks_for_at_least() => Prop.ForAll<NonNegativeInt, PositiveInt>((attempt, wait) =>
    {
        TimeSpan asked = TimeSpan.FromSeconds(wait.Item);
        foreach (double random in new[] { 0, 0.5, 1 })
        {
            TimeSpan unasked = ServiceRetry.Delay(Failure(ModuleIdentityErrorCode.Throttled), attempt.Item, random);
            TimeSpan honoured = ServiceRetry.Delay(Failure(ModuleIdentityErrorCode.Throttled, asked), attempt.Item, random);
            Assert.InRange(unasked, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(310));
            Assert.InRange(honoured, asked, asked + TimeSpan.FromSeconds(300));
        }
    }).QuickCheckThrowOnFailure();

    private static ModuleIdentityException Failure(ModuleIdentityErrorCode code, TimeSpan? retryAfter = null) =>
        new(code, "It failed", "Wait", new ServiceFault(429, null, null, retryAfter));
}
