using System.Text;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Tests.Service;

/// <summary>What is taken for the JSON of a twin.</summary>
public sealed class TwinTextTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":1,"\udc00\ud800":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"a":""")]
    public void A_text_that_is_no_Unicode_a_name_that_comes_twice_and_half_a_text_are_refused(string json) =>
        Assert.Equal(HubErrorCode.ArgumentInvalid, Assert.Throws<HubRefusedException>(() => TwinText.Read(Encoding.UTF8.GetBytes(json))).Code);

    [Fact]
    public void An_escaped_surrogate_pair_is_read() =>
        Assert.Equal("\U0001F600", (string?)TwinText.Read(Encoding.UTF8.GetBytes("""{"\ud83d\ude00":"\ud83d\ude00"}"""))!["\U0001F600"]);
}
