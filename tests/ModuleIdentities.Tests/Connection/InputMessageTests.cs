namespace ModuleIdentities.Tests.Connection;

public sealed class InputMessageTests
{
    private static readonly string Prefix = InputMessage.TopicPrefix("d", "m");

    [Fact]
    public void The_topic_of_an_input_tells_its_name_and_the_properties_of_the_message()
    {
        InputMessage message = InputMessage.Parse(
            Prefix, "devices/d/modules/m/inputs/readings/%24.mid=1&%24.ct=application%2Fjson&%24.cdid=d&%24.cmid=sensor&a%20b=c%26d&empty=&null", "1"u8.ToArray())!;

        Assert.Equal(
            ("readings", "1", "application/json", "d", "sensor"),
            (message.Input, message.MessageId, message.ContentType, message.SenderDeviceId, message.SenderModuleId));
        Assert.Equal(["a b=c&d", "empty=", "null="], message.Properties.Select(property => $"{property.Key}={property.Value}"));
        Assert.Equal("1 bytes for input 'readings'", message.ToString());
    }

    [Theory]
    [InlineData("devices/d/modules/m/inputs/readings", 0)]
    [InlineData("devices/d/modules/m/inputs/readings/", 0)]
    [InlineData("devices/d/modules/m/inputs/readings/a=1/", 1)]
    public void A_bag_may_be_missing_empty_or_closed_by_a_slash(string topic, int properties)
    {
        InputMessage message = InputMessage.Parse(Prefix, topic, default)!;

        Assert.Equal(("readings", properties), (message.Input, message.Properties.Count));
        Assert.All(message.Properties.Values, value => Assert.Equal("1", value));
    }

    [Theory]
    [InlineData("devices/d/modules/m/inputs/")]
    [InlineData("devices/d/modules/m2/inputs/readings/")]
    [InlineData("devices/d/modules/m/messages/events/")]
    public void Another_topic_is_of_no_input(string topic) => Assert.Null(InputMessage.Parse(Prefix, topic, default));

    [Fact]
    public void A_test_makes_a_message_as_it_needs_it()
    {
        InputMessage message = new("readings", "1"u8.ToArray(), new Dictionary<string, string> { ["kind"] = "heat" });

        Assert.Equal(("heat", null, 1), (message.Properties["kind"], message.SenderModuleId, message.Body.Length));
        Assert.Empty(new InputMessage("readings", default).Properties);
    }
}
