using ModuleIdentities.Benchmarks.Performance;

namespace ModuleIdentities.Tests;

/// <summary><c>docs/performance.md</c>, which is written from the last runs of the benchmarks.</summary>
public sealed class PerformancePageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("performance-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_page_says_what_the_last_runs_say()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Documentation, "performance.md")).ReplaceLineEndings("\n");

        Assert.True(
            PerformancePage.Write(Path.Combine(Repository.Documentation, "benchmarks")) == page,
            "docs/performance.md is not what the runs in docs/benchmarks say: dotnet run -c Release --project benchmarks -- performance");
    }

    [Fact]
    public void A_ratio_that_is_lost_and_a_target_that_is_missed_are_said_and_so_is_a_run_that_is_absent()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "cli.json"), """
            {"Name":"cli","Command":"benchmarks -- cli","Machine":"a machine","Notes":["the start: 2.00, target at most 1.00: **not met**."],"Failures":["it is slow"],
             "Tables":[{"Title":"Start to end of a process","Columns":["command","native file","dotnet moduleid.dll","native / dotnet"],
                        "Rows":[["moduleid --version","1,050 ms","210 ms","5.00"],["moduleid group-key","56 ms","270 ms","0.21"]]}]}
            """);

        string page = PerformancePage.Write(_folder.FullName);

        Assert.Contains("| `moduleid --version`, ms | 1,050 | 210 | `dotnet moduleid.dll` | 5.00 | **lost** |\n", page, StringComparison.Ordinal);
        Assert.Contains("| `moduleid group-key`, ms | 56 | 270 | `dotnet moduleid.dll` | 0.21 |  |\n", page, StringComparison.Ordinal);
        Assert.Contains("- `moduleid --version`, ms: 5.00 of `dotnet moduleid.dll` (cli)\n- it is slow (cli)\n- the start: 2.00,", page, StringComparison.Ordinal);
        Assert.Contains("| footprint | what a device has to hold: files, memory, allocations | absent: no run of it is kept | |\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tables_of_what_has_no_peer_are_on_the_page_with_their_targets()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "growth.json"), """
            {"Name":"growth","Command":"benchmarks -- growth","Machine":"a machine","Notes":["a note"],"Failures":["sending over messages: exponent 1.90, target at most 1.15"],
             "Tables":[{"Title":"Costs over n","Columns":["what","exponent"],"Rows":[["sending","1.90"],["reading","0.98"]]}]}
            """);

        string page = PerformancePage.Write(_folder.FullName);

        Assert.Contains("\n## How costs grow\n\nCosts over n:\n\n| what | exponent |\n| --- | ---: |\n| sending | 1.90 |\n| reading | 0.98 |\n", page, StringComparison.Ordinal);
        Assert.Contains("- sending over messages: exponent 1.90, target at most 1.15: **not met**\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a note", page, StringComparison.Ordinal);
    }
}
