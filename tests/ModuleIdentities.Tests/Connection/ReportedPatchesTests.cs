using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Connection;

public sealed class ReportedPatchesTests
{
    [Fact]
    public void What_the_hub_has_in_the_end_is_what_was_reported_whatever_is_lost_on_the_way() => Prop.ForAll<byte[]>(choices =>
    {
        ReportedPatches patches = new();
        JsonObject expected = [];
        JsonObject hub = [];
        List<Task> reports = [];
        ReportedPatch? out1 = null;
        foreach (byte choice in choices)
        {
            switch (choice % 6)
            {
                case 0 or 1:
                    JsonObject patch = new() { ["abc"[choice / 6 % 3].ToString()] = choice % 7 == 0 ? null : new JsonObject { ["v"] = choice } };
                    JsonMergePatch.Apply(expected, patch);
                    reports.Add(patches.Add(patch, patch.ToJsonString().Length));
                    break;
                case 2:
                    out1 ??= patches.TakeNext();
                    break;
                case 3 when out1 is not null:
                    JsonMergePatch.Apply(hub, out1.Properties);
                    Finish(patches, ref out1);
                    break;
                case 4 when out1 is not null:
                    // Taken or not: nobody knows.
                    if (choice % 12 < 6)
                    {
                        JsonMergePatch.Apply(hub, out1.Properties);
                    }

                    patches.Unanswered(out1);
                    out1 = null;
                    break;
                case 5 when choice % 4 == 0:
                    // Another hub: the twin is empty.
                    if (out1 is not null)
                    {
                        patches.Unanswered(out1);
                        out1 = null;
                    }

                    hub.Clear();
                    patches.ReportAllAgain();
                    break;
            }
        }

        while ((out1 ??= patches.TakeNext()) is not null)
        {
            JsonMergePatch.Apply(hub, out1!.Properties);
            Finish(patches, ref out1);
        }

        Assert.True(JsonNode.DeepEquals(expected, hub), $"{hub.ToJsonString()} is not {expected.ToJsonString()}");
        Assert.All(reports, report => Assert.True(report.IsCompletedSuccessfully));
        Assert.True(patches.IsEmpty);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(80));

    [Fact]
    public void Reports_that_wait_are_joined_in_one_patch()
    {
        ReportedPatches patches = new();
        Task[] reports = [.. Enumerable.Range(0, 100).Select(i => patches.Add(new JsonObject { [$"p{i % 10}"] = i }, 8))];

        ReportedPatch? patch = patches.TakeNext();

        Assert.Equal("""{"p0":90,"p1":91,"p2":92,"p3":93,"p4":94,"p5":95,"p6":96,"p7":97,"p8":98,"p9":99}""", patch!.Properties.ToJsonString());
        Finish(patches, ref patch);
        Assert.All(reports, report => Assert.True(report.IsCompletedSuccessfully));
        Assert.Null(patches.TakeNext());
    }

    [Fact]
    public void A_patch_is_split_at_the_hubs_limit()
    {
        ReportedPatches patches = new();
        foreach (int i in Enumerable.Range(0, 20))
        {
            JsonObject patch = new() { [$"p{i}"] = new string('x', 4000) };
            patches.Add(patch, patch.ToJsonString().Length);
        }

        List<int> sizes = [];
        while (patches.TakeNext() is { } next)
        {
            sizes.Add(next.Properties.ToJsonString().Length);
            patches.Answered(next);
        }

        Assert.Equal(20, sizes.Sum() / 4000);
        Assert.All(sizes, size => Assert.InRange(size, 1, ReportedPatches.LargestPatch));
    }

    [Fact]
    public void A_component_carries_its_marker()
    {
        JsonObject patch = ReportedPatch.Of("thermostat", new JsonObject { ["max"] = 30 }, out int size);

        Assert.Equal("""{"thermostat":{"__t":"c","max":30}}""", patch.ToJsonString());
        Assert.Equal(patch.ToJsonString().Length, size);
    }

    private static void Finish(ReportedPatches patches, ref ReportedPatch? patch)
    {
        patches.Answered(patch!);
        patch!.Complete(null);
        patch = null;
    }
}
