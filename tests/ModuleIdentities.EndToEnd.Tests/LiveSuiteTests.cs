using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The suite for a real hub works, as far as an emulator can show that.</summary>
public sealed partial class LiveSuiteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_every_question_that_an_emulator_can_answer()
    {
        ProgramEnd end = await RunAsync(new Dictionary<string, string> { ["LIVE_UseEmulator"] = "true" });

        Assert.True(end.ExitCode == 0, end.Output);
        Assert.Equal(
            ["1", "10", "13", "14", "15", "16", "3", "4", "5", "6", "7", "9"],
            Answer().Matches(end.Output).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        Assert.Matches("Failed: 0, Skipped: 4,", end.Output);
    }

    [Fact]
    public async Task Without_a_hub_it_skips_everything_and_says_why()
    {
        ProgramEnd end = await RunAsync(new Dictionary<string, string>());

        Assert.True(end.ExitCode == 0, end.Output);
        Match counts = Counts().Match(end.Output);
        Assert.Equal(counts.Groups[1].Value, counts.Groups[2].Value);
        Assert.Contains("set LIVE_ModuleIdentities__Provisioning__IdScope", end.Output, StringComparison.Ordinal);
    }

    private static async Task<ProgramEnd> RunAsync(Dictionary<string, string> environment)
    {
        using ChildProgram program = ChildProgram.Start(
            ChildProgram.LiveSuite, new ConfigurationBuilder().Build(), ["-noColor", "-showliveoutput", "-reporter", "verbose"], environment);
        return await program.EndAsync(Cancellation);
    }

    [GeneratedRegex("Question ([0-9]+): (confirmed|refuted): ")]
    private static partial Regex Answer();

    [GeneratedRegex("Total: ([0-9]+), Errors: 0, Failed: 0, Skipped: ([0-9]+),")]
    private static partial Regex Counts();
}
