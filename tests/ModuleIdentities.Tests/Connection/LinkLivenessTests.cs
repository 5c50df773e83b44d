using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Connection;

public sealed class LinkLivenessTests
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_link_that_falls_silent_at_any_moment_is_dead_within_one_and_a_half_keep_alive_periods() => Prop.ForAll<PositiveInt>(moment =>
    {
        LinkLiveness liveness = new(KeepAlive);
        TimeSpan lastByte = TimeSpan.FromSeconds(moment.Item / 10.0);
        for (TimeSpan now = liveness.Interval; ; now += liveness.Interval)
        {
            LinkVerdict verdict = liveness.Look(now < lastByte ? TimeSpan.Zero : now - lastByte);
            if (verdict == LinkVerdict.Dead)
            {
                Assert.InRange(now - lastByte, KeepAlive * 0.75, KeepAlive * 1.5);
                return;
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_link_that_answers_its_pings_lives_for_ever()
    {
        LinkLiveness liveness = new(KeepAlive);
        TimeSpan lastByte = TimeSpan.Zero;
        for (TimeSpan now = liveness.Interval; now < TimeSpan.FromDays(1); now += liveness.Interval)
        {
            LinkVerdict verdict = liveness.Look(now - lastByte);

            Assert.NotEqual(LinkVerdict.Dead, verdict);
            lastByte = verdict == LinkVerdict.Ask ? now + TimeSpan.FromMilliseconds(80) : lastByte;
        }
    }

    [Fact]
    public void A_busy_link_is_never_asked()
    {
        LinkLiveness liveness = new(KeepAlive);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(LinkVerdict.Alive, liveness.Look(TimeSpan.FromSeconds(1))));
    }
}
