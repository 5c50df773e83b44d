using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class RetryLadderTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1000, 60)]
    public void A_network_failure_waits_up_to_a_doubling_ceiling(int attempt, int seconds)
    {
        Assert.Equal(TimeSpan.Zero, RetryLadder.Network.Delay(attempt, 0, null));
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryLadder.Network.Delay(attempt, 1, null));
    }

    [Fact]
    public void A_throttled_hub_gets_ten_seconds_or_what_it_asks_for_at_least() => Prop.ForAll<NonNegativeInt, PositiveInt>((attempt, wait) =>
    {
        TimeSpan asked = TimeSpan.FromSeconds(wait.Item);
        foreach (double random in new[] { 0, 0.5, 1 })
        {
            Assert.InRange(RetryLadder.Throttling.Delay(attempt.Item, random, null), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(310));
            Assert.InRange(RetryLadder.Throttling.Delay(attempt.Item, random, asked), asked, asked + TimeSpan.FromSeconds(300));
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 10)]
    [InlineData(4, 65)]
    public void A_refused_identity_waits_minutes(int attempt, int longestMinutes)
    {
        Assert.Equal(TimeSpan.FromMinutes(5), RetryLadder.Refusal.Delay(attempt, 0, null));
        Assert.Equal(TimeSpan.FromMinutes(longestMinutes), RetryLadder.Refusal.Delay(attempt, 1, null));
    }

    [Theory]
    [InlineData("Throttled", "throttling")]
    [InlineData("ServiceFailed", "network")]
    [InlineData("Unreachable", "network")]
    [InlineData("TimedOut", "network")]
    [InlineData("ClockWrong", "network")]
    [InlineData("CredentialRefused", null)]
    [InlineData("EnrollmentNotFound", null)]
    [InlineData("EnrollmentDisabled", null)]
    [InlineData("AssignmentFailed", null)]
    [InlineData("QuotaExceeded", null)]
    [InlineData("ServerNotTrusted", null)]
    [InlineData("RequestRejected", null)]
    [InlineData("InvalidAnswer", null)]
    [InlineData("UnsupportedHub", null)]
    public void Only_what_time_heals_is_waited_out(string code, string? ladder) => Assert.Equal(
        ladder, RetryLadder.For(new ModuleIdentityException(Enum.Parse<ModuleIdentityErrorCode>(code), "It failed", "Wait"))?.Name);
}
