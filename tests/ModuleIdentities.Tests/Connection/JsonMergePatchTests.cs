using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Connection;

public sealed class JsonMergePatchTests
{
    /// <summary>The examples of RFC 7396, appendix A, that have objects on both sides.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Applies_as_the_RFC_shows(string document, string patch, string expected)
    {
        JsonObject target = Parse(document);

        JsonMergePatch.Apply(target, Parse(patch));

        Assert.Equal(expected, target.ToJsonString());
    }

    [Fact]
    public void A_joined_patch_does_the_same_as_both_in_turn() => Prop.ForAll<int, int, int>((documentSeed, earlierSeed, laterSeed) =>
    {
        JsonObject inTurn = Make(new Random(documentSeed), 3, hasNulls: false);
        JsonObject atOnce = (JsonObject)inTurn.DeepClone();
        JsonObject earlier = Make(new Random(earlierSeed), 3, hasNulls: true);
        JsonObject later = Make(new Random(laterSeed), 3, hasNulls: true);
        JsonMergePatch.Apply(inTurn, earlier);
        JsonMergePatch.Apply(inTurn, later);
        JsonObject joined = (JsonObject)earlier.DeepClone();

        if (JsonMergePatch.TryJoin(joined, later))
        {
            JsonMergePatch.Apply(atOnce, joined);
            Assert.True(JsonNode.DeepEquals(inTurn, atOnce), $"{earlier.ToJsonString()} then {later.ToJsonString()} is not {joined.ToJsonString()}");
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(earlier, joined), "A patch that cannot be joined is left alone.");
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static JsonObject Make(Random random, int depth, bool hasNulls)
    {
        JsonObject made = [];
        foreach (string name in "abcd".Select(letter => letter.ToString()).Where(_ => random.Next(2) == 0))
        {
            made[name] = random.Next(4) switch
            {
                0 when hasNulls => null,
                1 when depth > 0 => Make(random, depth - 1, hasNulls),
                2 => new JsonArray(random.Next(3)),
                _ => JsonValue.Create(random.Next(3)),
            };
        }

        return made;
    }
}
