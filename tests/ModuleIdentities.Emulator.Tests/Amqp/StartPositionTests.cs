using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Emulator.Amqp;

namespace ModuleIdentities.Emulator.Tests.Amqp;

public sealed class StartPositionTests
{
    private const long Last = 100;

    [Theory]
    [InlineData("amqp.annotation.x-opt-offset > '-1'", 0)]
    [InlineData("amqp.annotation.x-opt-offset > '7'", 7)]
    [InlineData("amqp.annotation.x-opt-offset >= '7'", 6)]
    [InlineData("amqp.annotation.x-opt-offset > '@latest'", Last)]
    [InlineData("amqp.annotation.x-opt-sequence-number > '7'", 7)]
    [InlineData("amqp.annotation.x-opt-sequence-number >= '7'", 6)]
    [InlineData(" amqp.annotation.x-opt-enqueued-time > '1000' ", 0)]
    public void A_selector_of_an_event_hubs_client_is_read(string selector, long after)
    {
        Assert.True(StartPosition.TryParse(selector, Last, out StartPosition? position));
        Assert.Equal(after, position.Filter("hub").After);
    }

    [Theory]
    [InlineData("")]
    [InlineData("amqp.annotation.x-opt-offset < '7'")]
    [InlineData("amqp.annotation.x-opt-offset > '7' AND a = 'b'")]
    [InlineData("amqp.annotation.x-opt-offset > '-2'")]
    [InlineData("amqp.annotation.x-opt-offset > 'seven'")]
    [InlineData("amqp.annotation.x-opt-partition-key > '7'")]
    [InlineData("amqp.annotation.x-opt-sequence-number > '@latest'")]
    [InlineData("amqp.annotation.x-opt-offset > '99999999999999999999'")]
    public void A_selector_of_any_other_kind_is_not(string selector) => Assert.False(StartPosition.TryParse(selector, Last, out _));

    [Fact]
    public void What_follows_an_accepted_message_is_accepted_and_the_border_is_where_the_operator_says() => Prop.ForAll(
        (from number in Gen.Choose(0, 50) from isInclusive in Gen.Elements(true, false) from field in Gen.Elements("offset", "sequence-number", "enqueued-time") select (number, isInclusive, field)).ToArbitrary(),
        start =>
        {
            string comparison = start.isInclusive ? ">=" : ">";
            Assert.True(StartPosition.TryParse($"amqp.annotation.x-opt-{start.field} {comparison} '{start.number}'", Last, out StartPosition? position));

            // Numbers and milliseconds go together here: message n came n milliseconds after the epoch.
            int first = start.number + (start.isInclusive ? 0 : 1);
            return Enumerable.Range(1, 60).All(number => position.Accepts(Message(number)) == (number >= first));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_is_too_strange() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text =>
        {
            _ = StartPosition.TryParse($"amqp.annotation.x-opt-offset > '{text}'", Last, out _);
            _ = StartPosition.TryParse(text ?? "", Last, out _);
        }).QuickCheckThrowOnFailure();

    private static ReceivedMessage Message(long number) => new(
        number, "hub", "device", "module", DateTimeOffset.FromUnixTimeMilliseconds(number), new Dictionary<string, string>(), new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty);
}
