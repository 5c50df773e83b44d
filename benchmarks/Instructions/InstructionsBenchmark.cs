using System.Globalization;
using System.Text.Json;
using ModuleIdentities.Benchmarks.Programs;

namespace ModuleIdentities.Benchmarks.Instructions;

/// <summary>Instructions of what a connected module does all the time, compiled ahead of time: a figure that other load does not move, so that two commits can be compared.</summary>
internal sealed class InstructionsBenchmark : IBenchmark
{
    private const int Few = 2_000;
    private const int Many = 10_000;
    private const int MostPercentMore = 3;
    private const string Title = "Instructions of one turn";

    public string Name => "instructions";

    public string Summary =>
        "instructions of the hot paths, compiled ahead of time, counted by callgrind [--compare docs/benchmarks/instructions.json] [--tolerance 3] [--rounds 3]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        if (!Callgrind.IsThere)
        {
            report.Failures.Add("valgrind is not on this machine: nothing was counted");
            return report;
        }

        int rounds = arguments.Number("--rounds", 3);
        double tolerance = arguments.Number("--tolerance", MostPercentMore) / 100.0;
        Dictionary<string, double> before = arguments.Text("--compare") is { } file ? Read(file) : [];
        PublishedProgram program = await PublishedProgram.PublishAsync("HotPaths", "ModuleIdentities.HotPaths", PublishForm.NativeAot);
        List<string[]> rows = [];
        foreach (string path in await program.ListAsync())
        {
            double count = await CountAsync(program, path, rounds);
            double? ratio = before.TryGetValue(path, out double baseline) ? count / baseline : null;
            rows.Add(before.Count == 0 ? [path, Text($"{count:#,0}")] : [path, Text($"{count:#,0}"), Text($"{baseline:#,0}"), Text($"{ratio:F3}")]);
            if (ratio > 1 + tolerance)
            {
                report.Failures.Add(Text($"{path}: {count:#,0} instructions, {ratio:F3} of the baseline's {baseline:#,0}; at most {1 + tolerance:F3} is accepted"));
            }
        }

        report.Tables.Add(new ReportTable(Title, before.Count == 0 ? ["path", "instructions"] : ["path", "instructions", "baseline", "ratio"], rows));
        report.Notes.Add(Text(
            $"The difference of {Many:#,0} turns and {Few:#,0}, divided by the turns between, the least of {rounds}: the start is in both. Without TLS, network and garbage collections. User space only."));
        report.Notes.Add("A baseline holds for its .NET version: with another, or another OpenSSL, both commits are counted anew. The tolerance is above what two runs of one program differ by.");
        return report;
    }

    private static async Task<double> CountAsync(PublishedProgram program, string path, int rounds)
    {
        double least = double.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            long few = await Callgrind.CountAsync(program, path, Text($"{Few}"));
            long many = await Callgrind.CountAsync(program, path, Text($"{Many}"));
            least = Math.Min(least, (many - few) / (double)(Many - Few));
        }

        return least;
    }

    /// <summary>The counts of a run that is kept.</summary>
    private static Dictionary<string, double> Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("Tables")[0].GetProperty("Rows").EnumerateArray().ToDictionary(
            row => row[0].GetString()!, row => double.Parse(row[1].GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
