using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Emulator.Service.Queries;

namespace ModuleIdentities.Emulator.Tests.Service;

public sealed class QueryTests
{
    private static readonly JsonElement[] Twins =
    [
        JsonElement.Parse("""{"deviceId":"a","status":"enabled","tags":{"hall":"B","floor":1},"properties":{"desired":{"target":180},"reported":{"ok":true,"odd key":1,"text":"it's"}}}"""),
        JsonElement.Parse("""{"deviceId":"b","status":"disabled","tags":{"hall":"C","floor":2},"properties":{"desired":{"target":200},"reported":{"ok":false,"limits":{"high":9}}}}"""),
        JsonElement.Parse("""{"deviceId":"c","status":"enabled","tags":{"hall":"B"},"properties":{"desired":{},"reported":{"ok":null}}}"""),
    ];

    [Theory]
    [InlineData("SELECT * FROM devices", "abc")]
    [InlineData("select * from DEVICES", "abc")]
    [InlineData("SELECT * FROM devices WHERE tags.hall = 'B'", "ac")]
    [InlineData("SELECT * FROM devices WHERE tags.hall != 'B'", "b")]
    [InlineData("SELECT * FROM devices WHERE tags.hall <> \"B\"", "b")]
    [InlineData("SELECT * FROM devices WHERE properties.desired.target > 180", "b")]
    [InlineData("SELECT * FROM devices WHERE properties.desired.target >= 180 AND status = 'enabled'", "a")]
    [InlineData("SELECT * FROM devices WHERE tags.hall = 'C' OR deviceId = 'a' AND tags.floor < 2", "ab")]
    [InlineData("SELECT * FROM devices WHERE (tags.hall = 'C' OR deviceId = 'a') AND tags.floor <= 1", "a")]
    [InlineData("SELECT * FROM devices WHERE NOT tags.hall = 'C'", "ac")]
    [InlineData("SELECT * FROM devices WHERE deviceId IN ['a', 'c', 3]", "ac")]
    [InlineData("SELECT * FROM devices WHERE deviceId NIN ['a', 'c']", "b")]
    [InlineData("SELECT * FROM devices WHERE IS_DEFINED(tags.floor)", "ab")]
    [InlineData("SELECT * FROM devices WHERE NOT IS_DEFINED(properties.reported.limits.high)", "ac")]
    [InlineData("SELECT * FROM devices WHERE STARTSWITH(status, 'en') AND ENDS_WITH(tags.hall, 'B')", "ac")]
    [InlineData("SELECT * FROM devices WHERE properties.reported.ok = true", "a")]
    [InlineData("SELECT * FROM devices WHERE properties.reported.ok = null", "c")]
    [InlineData("SELECT * FROM devices WHERE properties.reported.[[odd key]] = 1", "a")]
    [InlineData("SELECT * FROM devices WHERE properties.reported.text = 'it''s'", "a")]
    [InlineData("SELECT * FROM devices d WHERE d.tags.hall = 'C'", "b")]
    [InlineData("SELECT * FROM devices AS d WHERE d.tags.hall = 'C'", "b")]
    // What is not there is neither equal nor unequal.
    [InlineData("SELECT * FROM devices WHERE tags.floor != 1", "b")]
    [InlineData("SELECT * FROM devices WHERE NOT tags.floor = 1", "b")]
    [InlineData("SELECT * FROM devices WHERE tags.floor < 'x'", "")]
    [InlineData("SELECT * FROM devices WHERE tags.hall", "")]
    public void A_condition_selects_the_twins_that_it_is_true_for(string query, string expected)
    {
        TwinQuery parsed = QueryParser.Parse(query);

        Assert.Equal(expected, string.Concat(Twins.Where(parsed.Selects).Select(twin => twin.GetProperty("deviceId").GetString())));
    }

    [Theory]
    [InlineData("SELECT deviceId, tags.hall AS place FROM devices", """[{"deviceId":"a","place":"B"},{"deviceId":"b","place":"C"},{"deviceId":"c","place":"B"}]""")]
    [InlineData("SELECT d.tags.floor FROM devices d", """[{"floor":1},{"floor":2},{}]""")]
    [InlineData("SELECT COUNT() AS n FROM devices WHERE status = 'enabled'", """[{"n":2}]""")]
    [InlineData("SELECT COUNT() AS n FROM devices WHERE status = 'none'", """[{"n":0}]""")]
    [InlineData("SELECT tags.hall AS hall, COUNT() AS n FROM devices GROUP BY tags.hall", """[{"hall":"B","n":2},{"hall":"C","n":1}]""")]
    public void Columns_are_the_result(string query, string expected) => Assert.Equal(expected, Run(query));

    [Theory]
    [InlineData("", 1)]
    [InlineData("SELECT", 7)]
    [InlineData("SELECT * FROM twins", 15)]
    [InlineData("SELECT * FROM devices.jobs", 23)]
    [InlineData("SELECT * FROM devices WHERE", 28)]
    [InlineData("SELECT * FROM devices WHERE a =", 32)]
    [InlineData("SELECT * FROM devices WHERE a = 'b", 33)]
    [InlineData("SELECT * FROM devices WHERE a = 1 b", 35)]
    [InlineData("SELECT * FROM devices WHERE a + 1 = 2", 31)]
    [InlineData("SELECT * FROM devices WHERE LOWER(a) = 'b'", 29)]
    [InlineData("SELECT * FROM devices WHERE a IN []", 35)]
    [InlineData("SELECT * FROM devices WHERE a IN ['b'", 38)]
    [InlineData("SELECT AVG(a) FROM devices", 11)]
    [InlineData("SELECT * FROM devices ORDER BY a", 29)]
    [InlineData("SELECT TOP x * FROM devices", 12)]
    [InlineData("SELECT * FROM devices WHERE [[a = 1", 29)]
    public void What_is_not_understood_is_refused_with_its_position(string query, int position)
    {
        HubRefusedException refusal = Assert.Throws<HubRefusedException>(() => QueryParser.Parse(query));

        Assert.Equal(HubErrorCode.ArgumentInvalid, refusal.Code);
        Assert.Contains($"position {position}:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_neither_counted_nor_grouped_is_refused() =>
        Assert.Throws<HubRefusedException>(() => QueryParser.Parse("SELECT deviceId, COUNT() AS n FROM devices GROUP BY tags.hall"));

    [Fact]
    public void No_nesting_overflows_the_stack()
    {
        foreach (string deep in new[] { string.Concat(Enumerable.Repeat("(", 15_000)), string.Concat(Enumerable.Repeat("NOT ", 8_000)) })
        {
            Assert.Throws<HubRefusedException>(() => QueryParser.Parse($"SELECT * FROM devices WHERE {deep}a"));
        }
    }

    [Theory]
    [InlineData("IS_DEFINED(", ")")]
    [InlineData("STARTSWITH('a', ", ")")]
    [InlineData("(", ")")]
    [InlineData("NOT ", "")]
    public void More_than_64_levels_of_whatever_kind_are_refused(string opening, string closing)
    {
        QueryParser.Parse(Nested(60));

        Assert.Contains("more than 64 levels", Assert.Throws<HubRefusedException>(() => QueryParser.Parse(Nested(65))).Message, StringComparison.Ordinal);

        string Nested(int levels) => $"SELECT * FROM devices WHERE {string.Concat(Enumerable.Repeat(opening, levels))}a{string.Concat(Enumerable.Repeat(closing, levels))}";
    }

    [Fact]
    public void No_text_is_more_than_refused() => Prop.ForAll(Sentences().ToArbitrary(), query =>
    {
        try
        {
            TwinQuery parsed = QueryParser.Parse(query);
            _ = Twins.Count(parsed.Selects);
        }
        catch (HubRefusedException refusal)
        {
            Assert.Equal(400, refusal.Status);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void A_text_constant_is_the_text_whatever_it_holds() => Prop.ForAll<NonNull<string>>(text =>
    {
        // Half of a surrogate pair is no text that JSON can carry.
        if (text.Item.Any(char.IsSurrogate))
        {
            return;
        }

        JsonElement twin = JsonElement.Parse($$"""{"name":"{{JsonEncodedText.Encode(text.Item)}}"}""");
        TwinQuery query = QueryParser.Parse($"SELECT * FROM devices WHERE name = '{text.Item.Replace("'", "''", StringComparison.Ordinal)}'");
        Assert.True(query.Selects(twin));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Gen<string> Sentences()
    {
        Gen<string> word = Gen.Elements(
            "SELECT", "*", "FROM", "devices", ".", "modules", "WHERE", "AND", "OR", "NOT", "IN", "NIN", "IS_DEFINED", "STARTSWITH", "COUNT", "GROUP", "BY", "TOP", "AS",
            "(", ")", "[", "]", "[[", "]]", ",", "=", "!=", "<", ">=", "'a'", "'", "\"b\"", "1", "-1.5e3", "1e999", "true", "null", "tags", "deviceId", "properties", "é", "\0", "𝒳");
        return from words in Gen.ListOf(word)
               from begins in Gen.Elements("", "SELECT * FROM devices WHERE ", "SELECT ")
               from separator in Gen.Elements(" ", "", "\n")
               select begins + string.Join(separator, words);
    }

    private static string Run(string query)
    {
        TwinQuery parsed = QueryParser.Parse(query);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            IEnumerable<JsonElement> selected = Twins.Where(parsed.Selects);
            if (parsed.Aggregates)
            {
                parsed.WriteCounts(writer, selected);
            }
            else
            {
                foreach (JsonElement twin in selected)
                {
                    parsed.Write(writer, twin);
                }
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
