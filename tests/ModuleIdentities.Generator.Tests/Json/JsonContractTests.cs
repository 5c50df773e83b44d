using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Generator.Tests.Json;

/// <summary>
/// What our contracts write and read is what System.Text.Json writes and reads by reflection: for every supported shape, for values of every
/// kind, and for JSON that lacks something, has something more, or is wrong.
/// </summary>
public class JsonContractTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true);

    public static TheoryData<int> ReadShapes => [.. Enumerable.Range(0, PayloadShapes.ReadTypes.Count)];

    public static TheoryData<int> WrittenShapes => [.. Enumerable.Range(0, PayloadShapes.WrittenTypes.Count)];

    [Theory]
    [MemberData(nameof(ReadShapes))]
    public void Writes_and_reads_as_the_serializer_does(int shape)
    {
        Type type = CompiledPayloads.Instance.Read[shape];
        Check.One(Often, Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            string json = AssertSameWritten(type, new RandomPayload(seed).Make(type));
            foreach (string variant in Variants(json, new Random(seed)))
            {
                Assert.Equal(ByReflection(type, variant), ByContract(type, variant));
            }
        }));
    }

    [Theory]
    [MemberData(nameof(WrittenShapes))]
    public void Writes_as_the_serializer_does(int shape)
    {
        Type type = CompiledPayloads.Instance.Written[shape];
        Check.One(Often, Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => { AssertSameWritten(type, new RandomPayload(seed).Make(type)); }));
    }

    private static string AssertSameWritten(Type type, object? value)
    {
        string expected = Outcome(() => JsonSerializer.Serialize(value, type));
        Assert.Equal(expected, Outcome(() => JsonSerializer.Serialize(value, CompiledPayloads.Instance.Contract(type))));
        return expected;
    }

    private static string ByReflection(Type type, string json) =>
        Outcome(() => JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type), type));

    private static string ByContract(Type type, string json) =>
        Outcome(() => JsonSerializer.Serialize(JsonSerializer.Deserialize(json, CompiledPayloads.Instance.Contract(type)), type));

    private static string Outcome(Func<string> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return exception.GetType().Name;
        }
    }

    /// <summary>The JSON itself, and JSON that is a little different at one place.</summary>
    private static IEnumerable<string> Variants(string json, Random random)
    {
        yield return json;
        yield return "null";
        yield return "{}";
        yield return "[]";
        yield return "\"12\"";
        yield return "12.5";
        yield return json[..(json.Length / 2)];
        if (TryParse(json) is not { } root)
        {
            yield break;
        }

        List<JsonObject> objects = [.. Objects(root).Where(node => node.Count > 0)];
        foreach (JsonObject node in objects.Take(4))
        {
            string name = node.ElementAt(random.Next(node.Count)).Key;
            JsonNode? before = node[name]?.DeepClone();
            foreach (JsonNode? replacement in new JsonNode?[] { null, "text", 3, -1.5, true, new JsonObject(), new JsonArray(1, 2), "7" })
            {
                node[name] = replacement?.DeepClone();
                yield return root.ToJsonString();
            }

            node.Remove(name);
            yield return root.ToJsonString();
            node["Unknown"] = new JsonArray(1, "x");
            yield return root.ToJsonString();
            node.Remove("Unknown");
            node[name.ToLowerInvariant()] = before;
            yield return root.ToJsonString();
        }
    }

    private static JsonNode? TryParse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject item => [item, .. item.SelectMany(pair => Objects(pair.Value)).ToArray()],
        JsonArray items => [.. items.SelectMany(Objects)],
        _ => [],
    };
}
