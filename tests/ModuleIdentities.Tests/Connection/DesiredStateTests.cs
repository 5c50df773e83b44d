using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Connection;

public sealed class DesiredStateTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public void Changes_made_offline_during_a_renewal_and_between_subscribe_and_read_are_told_exactly_once_as_merged_state() =>
        Prop.ForAll<byte[]>(choices =>
        {
            Hub hub = new();
            DesiredState desired = Create();
            Dictionary<string, (JsonNode? Value, long Version)> told = [];
            List<(long Version, JsonObject Patch)> onTheWay = [];
            JsonObject? answer = null;
            bool isConnected = false;
            foreach (byte choice in choices.Append<byte>(0).Concat(Enumerable.Repeat<byte>(4, 3)))
            {
                switch (choice % 8)
                {
                    case 0:
                        // A new link, by a renewal or after an outage: whatever was on its way is lost.
                        desired.Forget();
                        onTheWay.Clear();
                        answer = null;
                        isConnected = true;
                        break;
                    case 1:
                        isConnected = false;
                        break;
                    case 2 or 3:
                        (long, JsonObject) change = hub.Change(choice);
                        if (isConnected)
                        {
                            onTheWay.Add(change);
                        }

                        break;
                    case 4 when isConnected && desired.NeedsRead:
                        answer ??= hub.Read();
                        if (choice % 16 < 8)
                        {
                            desired.Read(answer);
                            answer = null;
                        }

                        break;
                    case 5 or 6 when onTheWay.Count > 0:
                        // In any order, and sometimes twice: patches come at QoS 1 at most.
                        (long version, JsonObject patch) = onTheWay[choice % onTheWay.Count];
                        desired.Patch((JsonObject)patch.DeepClone(), version);
                        if (choice % 3 > 0)
                        {
                            onTheWay.RemoveAll(way => way.Version == version);
                        }

                        break;
                    case 7 when onTheWay.Count > 0:
                        onTheWay.RemoveAt(0);
                        break;
                }

                while (desired.TakeNext() is { } news)
                {
                    // Never older than what was told before, and never the same twice.
                    Assert.True(!told.TryGetValue(news.Handler.Name, out (JsonNode? Value, long Version) before) || news.Version > before.Version, $"{news} after {before}");
                    told[news.Handler.Name] = (news.Value, news.Version);
                }
            }

            // The last steps were a new link and as many reads as it takes.
            Assert.All(Names, name => Assert.True(JsonNode.DeepEquals(hub.Document[name], told.GetValueOrDefault(name).Value), $"{name} is {hub.Document[name]}, told {told.GetValueOrDefault(name)}"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(120));

    [Fact]
    public void A_gap_in_the_versions_asks_for_a_read_and_tells_nothing_before()
    {
        DesiredState desired = Create();
        desired.Forget();
        desired.Read(Parse("""{"a":1,"$version":1}"""));
        Assert.Equal((1, 1L), Take(desired));

        desired.Patch(Parse("""{"a":3,"$version":3}"""), 3);

        Assert.True(desired.NeedsRead);
        Assert.Null(desired.TakeNext());
        desired.Read(Parse("""{"a":3,"$version":3}"""));
        Assert.Equal((3, 3L), Take(desired));
        Assert.Null(desired.TakeNext());
    }

    [Fact]
    public void A_value_that_is_set_again_is_told_again_so_that_it_is_acknowledged_again()
    {
        DesiredState desired = Create();
        desired.Forget();
        desired.Read(Parse("""{"a":1,"$version":1}"""));
        Take(desired);

        desired.Patch(Parse("""{"a":1}"""), 2);

        Assert.Equal((1, 2L), Take(desired));
    }

    [Fact]
    public void A_twin_that_was_made_anew_starts_its_versions_anew()
    {
        DesiredState desired = Create();
        desired.Forget();
        desired.Read(Parse("""{"a":1,"$version":9}"""));
        Take(desired);

        desired.Forget();
        desired.Read(Parse("""{"a":2,"$version":1}"""));

        Assert.Equal((2, 1L), Take(desired));
    }

    [Fact]
    public void A_property_of_a_component_is_found_without_its_marker()
    {
        DesiredState desired = new([new Handler("thermostat", "target")]);
        desired.Forget();
        desired.Read(Parse("""{"thermostat":{"target":20},"target":1,"$version":1}"""));
        Assert.Equal((20, 1L), Take(desired));

        desired.Patch(Parse("""{"thermostat":{"other":1},"$version":2}"""), 2);
        Assert.Null(desired.TakeNext());

        desired.Patch(Parse("""{"thermostat":null,"$version":3}"""), 3);
        Assert.Null(desired.TakeNext()!.Value.Value);
    }

    private static (int, long)? Take(DesiredState desired) => desired.TakeNext() is { } news ? ((int)news.Value!, news.Version) : null;

    private static DesiredState Create() => new(Names.Select(name => new Handler(null, name)));

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    /// <summary>The service's side of the desired properties.</summary>
    private sealed class Hub
    {
        private long _version = 1;

        public JsonObject Document { get; } = [];

        public JsonObject Read()
        {
            JsonObject read = (JsonObject)Document.DeepClone();
            read["$version"] = _version;
            return read;
        }

        public (long Version, JsonObject Patch) Change(byte choice)
        {
            JsonObject patch = new() { [Names[choice / 8 % Names.Length]] = choice % 5 == 0 ? null : JsonValue.Create(choice) };
            JsonMergePatch.Apply(Document, patch);
            patch["$version"] = ++_version;
            return (_version, patch);
        }
    }

    private sealed class Handler(string? component, string name) : DesiredPropertyHandler(component, name, acceptsNull: true)
    {
        public override Task<PropertyResponse> InvokeAsync(IModule? module, JsonElement value, long version, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
