namespace ModuleIdentities.Benchmarks.Instructions;

/// <summary>Instructions of what a connected module does all the time, compiled ahead of time: a figure that other load does not move, so that two commits can be compared.</summary>
internal sealed class InstructionsBenchmark : IBenchmark
{
    private const int Rounds = 2;
    private const int MostPercentMore = 3;

    public string Name => "instructions";

    public string Summary =>
        "instructions of the hot paths, compiled ahead of time, counted by callgrind [--compare [FILE|COMMIT]] [--tolerance 3] [--rounds 2]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        if (!Callgrind.IsThere)
        {
            report.NotRun = "valgrind is not on this machine (`apt-get install valgrind`): nothing was counted";
            return report;
        }

        int rounds = arguments.Number("--rounds", Rounds);
        CountedProgram program = await CountedProgram.PublishAsync(Repository.Root);
        IReadOnlyDictionary<string, string> facts;
        try
        {
            facts = await program.ReadFactsAsync();
        }
        catch (InvalidOperationException exception)
        {
            report.NotRun = $"the program does not run under the valgrind of this machine: nothing was counted. {exception.Message}";
            return report;
        }

        if (!arguments.Has("--compare"))
        {
            InstructionCounts counts = new(await program.CountAsync(rounds), facts);
            report.Tables.AddRange([counts.PathsTable(), counts.FactsTable()]);
        }
        else
        {
            string name = arguments.Text("--compare") ?? Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(Repository.Documentation, "benchmarks", $"{Name}.json"));
            Baseline baseline;
            try
            {
                baseline = await Baseline.OpenAsync(name, rounds);
            }
            catch (InvalidOperationException exception)
            {
                report.Failures.Add(exception.Message);
                return report;
            }

            if (CountComparison.FindObstacle(baseline.Facts, facts) is { } obstacle)
            {
                report.NotRun = $"the counts of {name} are not comparable with counts of this machine: nothing was compared. {obstacle}. `--compare COMMIT` counts a commit here";
                return report;
            }

            CountComparison.Add(report, await program.CountAsync(rounds), await baseline.CountAsync(), name, arguments.Number("--tolerance", MostPercentMore));
        }

        report.Notes.Add(
            $"The difference of many turns and a fifth of them, divided by the turns between, from the least of {rounds} runs: the start is in both. One thread works. Without TLS, network and garbage collections. User space only.");
        return report;
    }
}
