using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class DpsAnswerTopicTests
{
    [Theory]
    [InlineData("$dps/registrations/res/202/?$rid=1&retry-after=3", 202, 3)]
    [InlineData("$dps/registrations/res/200/?$rid=1", 200, null)]
    [InlineData("$dps/registrations/res/401/?retry-after=10&$rid=1", 401, 10)]
    public void Reads_status_and_wait(string topic, int expectedStatus, int? expectedSeconds)
    {
        Assert.True(DpsMqttTransport.TryReadTopic(topic, "1", out int status, out TimeSpan? retryAfter));
        Assert.Equal(expectedStatus, status);
        Assert.Equal(expectedSeconds, (int?)retryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("$dps/registrations/res/202/?$rid=2")]
    [InlineData("$dps/registrations/res/202/?$rid=11")]
    [InlineData("$dps/registrations/res/202/")]
    [InlineData("$dps/registrations/res/x/?$rid=1")]
    [InlineData("$iothub/twin/res/200/?$rid=1")]
    public void Leaves_other_topics_alone(string topic) => Assert.False(DpsMqttTransport.TryReadTopic(topic, "1", out _, out _));

    [Fact]
    public void Never_throws_whatever_the_topic_is() => Prop.ForAll<NonNull<string>>(text =>
    {
        DpsMqttTransport.TryReadTopic(text.Item, "1", out _, out _);
        DpsMqttTransport.TryReadTopic($"$dps/registrations/res/{text.Item}", "1", out _, out _);
        DpsMqttTransport.TryReadTopic($"$dps/registrations/res/200/?{text.Item}", "1", out _, out _);
    }).QuickCheckThrowOnFailure();
}
