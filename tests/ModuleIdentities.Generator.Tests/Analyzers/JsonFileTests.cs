using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Generator.Diagnostics.Configuration;

namespace ModuleIdentities.Generator.Tests.Analyzers;

/// <summary>Our reader of settings files against System.Text.Json, which reads them when the program starts.</summary>
public class JsonFileTests
{
    private static readonly JsonDocumentOptions AsConfigurationReads = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly string[] Space = ["", " ", "\n", "\t\r\n ", "/* a */", "// b\n", "/**/ //\r\n"];

    private static readonly string[] Strings =
        ["\"\"", "\"a\"", "\"a:b\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\\uD83D\\uDE00\"", "\"ü😀\"", "\"// no comment\"", "\"}{,\""];

    private static readonly string[] Scalars =
        [.. Strings, "0", "-0", "1", "-12.50", "1e5", "1E-2", "2.5e+10", "true", "false", "null"];

    private static Gen<string> Spaced(string token) => Gen.Elements(Space).Select(space => space + token);

    private static Gen<string> Value(int size) => size == 0
        ? Gen.Elements(Scalars)
        : Gen.OneOf(Gen.Elements(Scalars), List("[", Value(size / 3), "]"), List("{", Member(size / 3), "}"));

    private static Gen<string> Member(int size) =>
        from name in Gen.Elements(Strings)
        from colon in Gen.Elements(":", " :", "\n:")
        from space in Gen.Elements(Space)
        from value in Value(size)
        select name + colon + space + value;

    private static Gen<string> List(string open, Gen<string> item, string close) =>
        from count in Gen.Choose(0, 4)
        from items in item.ArrayOf(count)
        from comma in Spaced(",")
        from space in Gen.Elements(Space)
        from trailing in Gen.Elements("", count == 0 ? "" : ",")
        select open + space + string.Join(comma + space, items) + space + trailing + space + close;

    private static Gen<string> Document =>
        from before in Gen.Elements(Space)
        from root in List("{", Member(30), "}")
        from after in Gen.Elements(Space)
        select before + root + after;

    private static Gen<string> Damaged =>
        from text in Document
        from position in Gen.Choose(0, text.Length)
        from length in Gen.Choose(0, Math.Min(3, text.Length - position))
        from inserted in Gen.Elements("", "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "x", "/", "*", "\u0001", "-", ".", "e", "\\u12")
        let damaged = text.Remove(position, length).Insert(position, inserted)
        // A file in UTF-8 has no half of a surrogate pair.
        where damaged.EnumerateRunes().All(rune => rune != Rune.ReplacementChar)
        select damaged;

    [Fact]
    public void Values_and_names_are_those_of_the_runtime() => Prop.ForAll(Document.ToArbitrary(), text =>
    {
        using JsonDocument expected = JsonDocument.Parse(text, AsConfigurationReads);
        JsonFile actual = JsonFile.Read(text);
        Assert.Null(actual.Fault);
        AssertEqual(expected.RootElement, actual.Root!, text);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_the_runtime_refuses_is_refused() => Prop.ForAll(Damaged.ToArbitrary(), text =>
    {
        bool isRefused = false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, AsConfigurationReads);
            isRefused = document.RootElement.ValueKind != JsonValueKind.Object;
        }
        catch (JsonException)
        {
            isRefused = true;
        }

        JsonFile file = JsonFile.Read(text);
        Assert.Equal(isRefused, file.Root is null);
        Assert.Equal(isRefused, file.Fault is not null);
        Assert.True(file.Fault is null || file.Fault.Value.End <= text.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
    {
        JsonFile file = JsonFile.Read("{" + text);
        Assert.NotEqual(file.Root is null, file.Fault is null);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void Depth_is_bounded_as_the_runtimes_is(int depth, bool isRead)
    {
        string text = "{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}";
        Assert.Equal(isRead, JsonFile.Read(text).Root is not null);
    }

    private static void AssertEqual(JsonElement expected, JsonNode actual, string text)
    {
        // The place of a value is the value.
        string written = text.Substring(actual.Span.Start, actual.Span.Length);
        Assert.Equal(expected.GetRawText(), written);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(JsonKind.Object, actual.Kind);
                JsonProperty[] members = [.. expected.EnumerateObject()];
                Assert.Equal(members.Select(member => member.Name), actual.Members.Select(member => member.Name));
                for (int i = 0; i < members.Length; i++)
                {
                    string name = text.Substring(actual.Members[i].NameSpan.Start, actual.Members[i].NameSpan.Length);
                    Assert.Equal(members[i].Name, JsonSerializer.Deserialize<string>(name));
                    AssertEqual(members[i].Value, actual.Members[i].Value, text);
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(JsonKind.Array, actual.Kind);
                JsonElement[] items = [.. expected.EnumerateArray()];
                Assert.Equal(items.Length, actual.Items.Count);
                for (int i = 0; i < items.Length; i++)
                {
                    AssertEqual(items[i], actual.Items[i], text);
                }

                break;
            case JsonValueKind.String:
                Assert.Equal((JsonKind.String, expected.GetString()), (actual.Kind, actual.Text));
                break;
            default:
                Assert.Equal(written, actual.Text);
                break;
        }
    }
}
