using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Tests.Service;

public sealed class TwinMergeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Keys = ["a", "b", "c"];

    [Fact]
    public void A_patch_that_makes_one_document_into_another_does_so() =>
        Check((before, after) => Same(TwinMerge.Apply(Clean(before), TwinMerge.Difference(Clean(before), Clean(after))), Clean(after)));

    [Fact]
    public void A_patch_applied_twice_is_a_patch_applied_once() => Check((document, patch) =>
    {
        JsonObject once = TwinMerge.Apply(Clean(document), patch);
        return Same(TwinMerge.Apply(once, patch), once);
    });

    [Fact]
    public void The_result_of_a_patch_has_no_null_and_the_operands_stay_as_they_are() => Check((document, patch) =>
    {
        JsonObject before = Clean(document);
        string written = before.ToJsonString() + patch.ToJsonString();
        JsonObject merged = TwinMerge.Apply(before, patch);
        return !HasNull(merged) && written == before.ToJsonString() + patch.ToJsonString();
    });

    [Fact]
    public void The_metadata_mirrors_the_values_and_the_touched_ones_have_the_new_version() => Check((document, patch) =>
    {
        TwinSection first = TwinMerge.Apply(TwinMerge.Empty(Now, true), Clean(document), Now, true);
        TwinSection second = TwinMerge.Apply(first, patch, Now.AddMinutes(1), true);
        return second.Version == 3 && Mirrors(second.Values, second.Metadata) && TouchedHave(patch, second.Values, second.Metadata, 3);
    });

    private static bool Mirrors(JsonObject values, JsonObject metadata) =>
        metadata.Where(pair => pair.Key[0] != '$').Select(pair => pair.Key).Order().SequenceEqual(values.Select(pair => pair.Key).Order())
        && metadata["$lastUpdated"] is not null
        && values.All(pair => pair.Value is not JsonObject inner || Mirrors(inner, (JsonObject)metadata[pair.Key]!));

    private static bool TouchedHave(JsonObject patch, JsonObject values, JsonObject metadata, long version) =>
        (long)metadata["$lastUpdatedVersion"]! == version && patch.All(pair => pair.Value switch
        {
            null => !values.ContainsKey(pair.Key),
            JsonObject inner => TouchedHave(inner, (JsonObject)values[pair.Key]!, (JsonObject)metadata[pair.Key]!, version),
            _ => (long)metadata[pair.Key]!["$lastUpdatedVersion"]! == version,
        });

    private static void Check(Func<JsonObject, JsonObject, bool> property) =>
        Prop.ForAll(Documents(3).ToArbitrary(), Documents(3).ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Gen<JsonObject> Documents(int depth) =>
        Gen.SubListOf<string>(Keys).SelectMany(keys => Gen.CollectToList(keys, _ => Values(depth)).Select(values =>
            new JsonObject(keys.Zip(values, (key, value) => KeyValuePair.Create(key, value?.DeepClone())))));

    private static Gen<JsonNode?> Values(int depth)
    {
        Gen<JsonNode?> scalars = Gen.Elements<Func<JsonNode?>>(() => null, () => 1, () => "x", () => true, () => new JsonArray(1, 2)).Select(make => make());
        return depth == 0 ? scalars : Gen.OneOf(scalars, Documents(depth - 1).Select(document => (JsonNode?)document));
    }

    private static JsonObject Clean(JsonObject document) => TwinMerge.Apply([], document);

    private static bool HasNull(JsonNode? node) => node is null || (node is JsonObject inner && inner.Any(pair => HasNull(pair.Value)));

    private static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);
}
