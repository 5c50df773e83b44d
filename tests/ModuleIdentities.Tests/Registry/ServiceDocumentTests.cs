using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Registry;

/// <summary>The documents of services are written as System.Text.Json's serializer would write them, and read as it would, with all that is wrong with them.</summary>
public sealed class ServiceDocumentTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true);

    private static readonly JsonSerializerOptions Serializer = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly string?[] Texts = [null, "", "line-4", "MDAwMA==", "ü\"\\\u2028<>&+'", "2026-11-30T18:03:45.1234567+01:00", "\U0001F321"];

    [Fact]
    public void A_module_is_written_and_read_as_the_serializer_does() => Check.One(Often, Prop.ForAll(Seeds, static seed =>
    {
        ModuleRecord module = MakeModule(new Random(seed));
        string written = Encoding.UTF8.GetString(JsonBody.Write(module.Write));

        Assert.Equal(JsonSerializer.Serialize(module, Serializer), written);
        Assert.Equal(module, JsonBody.Read(Encoding.UTF8.GetBytes(written), ModuleRecord.Read));
        AssertSame(ModuleRecord.Read, Spoil(written, new Random(seed)));
    }));

    [Fact]
    public void A_registration_is_read_as_the_serializer_does() => Check.One(Often, Prop.ForAll(Seeds, static seed =>
    {
        Random random = new(seed);
        DpsRegistrationState state = new(
            Text(random), Text(random), random.Next(2) == 0 ? null : random.Next(), Text(random), Text(random), null,
            random.Next(2) == 0 ? null : new DpsTpmKey([1, 2, 3]));
        string written = JsonSerializer.Serialize(new DpsOperation(Text(random), Text(random), random.Next(4) == 0 ? null : state), Serializer);

        AssertSame(DpsOperation.Read, written);
        AssertSame(DpsOperation.Read, Spoil(written, random));
    }));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("{\"deviceId\":\"\\ud800\"}")]
    [InlineData("{\"deviceId\":\"line-4\",\"deviceId\":\"line-5\"}")]
    [InlineData("{\"DeviceId\":\"line-4\"}")]
    [InlineData("{\"lastActivityTime\":\"yesterday\"}")]
    public void What_is_odd_is_read_as_the_serializer_does(string json) => AssertSame(ModuleRecord.Read, json);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    private static void AssertSame<T>(Func<JsonElement, T> read, string json)
        where T : class
    {
        string expected = Outcome(() => JsonSerializer.Deserialize<T>(json, Serializer));
        Assert.Equal(expected, Outcome(() => JsonBody.Read(Encoding.UTF8.GetBytes(json), read)));
    }

    private static string Outcome<T>(Func<T?> read)
    {
        try
        {
            return JsonSerializer.Serialize(read(), Serializer);
        }
        catch (JsonException)
        {
            return "no document";
        }
    }

    /// <summary>The document with another value somewhere.</summary>
    private static string Spoil(string json, Random random)
    {
        JsonObject root = JsonNode.Parse(json)!.AsObject();
        JsonObject[] objects = [.. new[] { root, root["authentication"], root["registrationState"] }.OfType<JsonObject>().Where(node => node.Count > 0)];
        if (objects.Length > 0)
        {
            JsonObject target = objects[random.Next(objects.Length)];
            string name = target.ElementAt(random.Next(target.Count)).Key;
            target[name] = random.Next(6) switch { 0 => null, 1 => 7, 2 => 1e300, 3 => true, 4 => new JsonArray("x"), _ => new JsonObject { ["x"] = 1 } };
            target["unknown"] = new JsonObject { ["deviceId"] = 1 };
        }

        return root.ToJsonString();
    }

    private static ModuleRecord MakeModule(Random random) => new(
        Text(random),
        Text(random),
        Text(random),
        Text(random),
        Text(random),
        random.Next(3) == 0
            ? null
            : new ModuleAuthentication(
                Text(random),
                random.Next(2) == 0 ? null : new ModuleSymmetricKey(Text(random), Text(random)),
                random.Next(2) == 0 ? null : new ModuleThumbprint(Text(random), Text(random))),
        Text(random),
        random.Next(2) == 0 ? null : new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero));

    private static string? Text(Random random) => Texts[random.Next(Texts.Length)];
}
