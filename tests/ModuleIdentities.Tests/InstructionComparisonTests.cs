using System.Text.Json;
using ModuleIdentities.Benchmarks;
using ModuleIdentities.Benchmarks.Instructions;

namespace ModuleIdentities.Tests;

/// <summary>What a benchmark says of counts of instructions beside those of a baseline.</summary>
public sealed class InstructionComparisonTests
{
    private static readonly Dictionary<string, string> Facts = new() { ["architecture"] = "X64", [".NET"] = "10.0.12" };

    [Theory]
    [InlineData(1030, "1,030", "1.030", "as before")]
    [InlineData(1031, "1,031", "1.031", "grew")]
    [InlineData(971, "971", "0.971", "as before")]
    [InlineData(970, "970", "0.970", "fewer")]
    public void A_path_grows_or_shrinks_when_it_leaves_the_tolerance(int count, string text, string ratio, string verdict)
    {
        Report report = Compare(new() { ["signing"] = count }, new() { ["signing"] = 1000 });

        Assert.Equal(["signing", "1,000", text, ratio, verdict], Assert.Single(Assert.Single(report.Tables).Rows));
        Assert.Equal(verdict == "grew", report.Failures.Count > 0);
    }

    [Fact]
    public void A_path_that_grew_fails_with_both_counts_and_what_was_accepted()
    {
        Report report = Compare(new() { ["signing"] = 1200, ["reading"] = 900 }, new() { ["signing"] = 1000, ["reading"] = 900 });

        Assert.Equal(["signing: 1,200 instructions, 1.200 of the 1,000 of baseline.json; at most 1.03 is accepted"], report.Failures);
        Assert.Contains(report.Notes, note => note.Contains("write the baseline again in the same change", StringComparison.Ordinal));
    }

    [Fact]
    public void A_path_with_fewer_instructions_is_told_and_does_not_fail()
    {
        Report report = Compare(new() { ["signing"] = 500 }, new() { ["signing"] = 1000 });

        Assert.Empty(report.Failures);
        Assert.Contains("signing: 0.500, which is kept when the baseline is written again.", report.Notes);
        Assert.Contains("No path of baseline.json has grown by more than 3 %, and none has gone.", report.Notes);
    }

    [Fact]
    public void A_path_that_is_new_is_told_and_does_not_fail()
    {
        Report report = Compare(new() { ["signing"] = 1000, ["reading"] = 900 }, new() { ["signing"] = 1000 });

        Assert.Equal(["reading", "", "900", "", "new"], Assert.Single(report.Tables).Rows[1]);
        Assert.Empty(report.Failures);
        Assert.Contains("reading: new; baseline.json does not have it, and it was compared with nothing.", report.Notes);
    }

    [Fact]
    public void A_path_that_has_gone_fails_for_nothing_guards_it_any_more()
    {
        Report report = Compare(new() { ["signing"] = 1000 }, new() { ["signing"] = 1000, ["reading"] = 900 });

        Assert.Equal(["reading", "900", "", "", "gone"], Assert.Single(report.Tables).Rows[1]);
        Assert.Equal(["reading: has gone; baseline.json has it, and nothing counts it any more"], report.Failures);
    }

    [Fact]
    public void Counts_of_one_machine_are_comparable() => Assert.Null(CountComparison.FindObstacle(new Dictionary<string, string>(Facts), Facts));

    [Fact]
    public void Counts_of_another_runtime_or_architecture_are_not_comparable_and_all_that_differs_is_named()
    {
        Dictionary<string, string> there = new() { ["architecture"] = "Arm64", [".NET"] = "10.0.12", ["libc"] = "2.36" };

        Assert.Equal("architecture: Arm64 there, X64 here; libc: 2.36 there, not said here", CountComparison.FindObstacle(there, Facts));
    }

    [Fact]
    public void Counts_that_do_not_say_what_they_hold_for_are_not_comparable() =>
        Assert.Equal("It does not say what it was counted with", CountComparison.FindObstacle(new Dictionary<string, string>(), Facts));

    [Fact]
    public void A_run_that_is_kept_is_read_as_it_was()
    {
        InstructionCounts counts = new(new Dictionary<string, double> { ["signing"] = 29_592, ["reading"] = 903 }, Facts);

        InstructionCounts read = InstructionCounts.Read(Json(counts.PathsTable(), counts.FactsTable()));

        Assert.Equal(counts.Paths, read.Paths);
        Assert.Equal(counts.Facts, read.Facts);
    }

    [Fact]
    public void A_comparison_that_is_kept_is_a_baseline_without_what_has_gone()
    {
        Report report = Compare(new() { ["signing"] = 1200 }, new() { ["signing"] = 1000, ["reading"] = 900 });

        Assert.Equal(new Dictionary<string, double> { ["signing"] = 1200 }, InstructionCounts.Read(Json([.. report.Tables])).Paths);
    }

    [Fact]
    public void The_baseline_has_counts_and_says_what_they_hold_for()
    {
        InstructionCounts baseline = InstructionCounts.Read(File.ReadAllText(Path.Combine(Repository.Documentation, "benchmarks", "instructions.json")));

        Assert.NotEmpty(baseline.Paths);
        Assert.Equal(["architecture", ".NET", "OpenSSL", "processor's features", "valgrind"], baseline.Facts.Keys);
    }

    private static Report Compare(Dictionary<string, double> now, Dictionary<string, double> baseline)
    {
        Report report = new("instructions", "a command");
        CountComparison.Add(report, now, baseline, "baseline.json", 3);
        return report;
    }

    private static string Json(params ReportTable[] tables) => JsonSerializer.Serialize(new { Tables = tables });
}
