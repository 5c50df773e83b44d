using System.Text.RegularExpressions;
using Greenhouse;

namespace ModuleIdentities.Testing.Tests;

/// <summary>What docs/testing.md shows is what is.</summary>
public sealed partial class PageTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Documentation, "testing.md")).ReplaceLineEndings("\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_line_of_code_is_in_the_sample()
    {
        HashSet<string> sample = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "TestingYourModule", "Greenhouse.Tests"), "*.cs")
            .SelectMany(File.ReadLines).Select(line => line.Trim())];
        string[] shown = [.. Code().Matches(s_page).SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0)];

        Assert.True(shown.Length > 30);
        Assert.All(shown, line => Assert.Contains(line, sample));
    }

    [Fact]
    public async Task The_failure_reads_as_it_is_shown()
    {
        TestDevice device = await hub.AddDeviceAsync("line-4");
        await using ClimateModule climate = await ClimateModule.ConnectAsync(device.CreateOptions(), new Window(), Cancellation);
        await climate.SendReadingAsync(new Reading(21, 60), cancellationToken: Cancellation);
        await climate.ModuleClient.SendFieldAsync("note"u8, "hello", cancellationToken: Cancellation);

        HubAssertionException failure = await Assert.ThrowsAsync<HubAssertionException>(
            () => device.Module<ClimateModule>().Received<Reading>(where: r => r.Temperature > 50, within: TimeSpan.FromSeconds(1)));

        Assert.Equal(Shown().Match(s_page).Groups[1].Value, failure.Message.Replace("Within 1 s", "Within 30 s", StringComparison.Ordinal));
    }

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("```text\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Shown();
}
