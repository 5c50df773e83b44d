using System.Globalization;

namespace ModuleIdentities.Benchmarks.Instructions;

/// <summary>What a change has done to the counts.</summary>
internal static class CountComparison
{
    /// <summary>Why two counts say nothing about the code; null when they do.</summary>
    /// <param name="baseline">The facts of the baseline.</param>
    /// <param name="here">The facts of this machine.</param>
    public static string? FindObstacle(IReadOnlyDictionary<string, string> baseline, IReadOnlyDictionary<string, string> here)
    {
        if (baseline.Count == 0)
        {
            return "It does not say what it was counted with";
        }

        string[] differences =
        [
            .. from name in here.Keys.Union(baseline.Keys)
               let there = baseline.GetValueOrDefault(name, "not said")
               let now = here.GetValueOrDefault(name, "not said")
               where there != now
               select $"{name}: {there} there, {now} here",
        ];
        return differences.Length == 0 ? null : string.Join("; ", differences);
    }

    /// <summary>Adds the table of both, which paths are not as before, and as failures those that grew too much or have gone.</summary>
    /// <param name="report">The report.</param>
    /// <param name="now">The counts.</param>
    /// <param name="baseline">Those before.</param>
    /// <param name="name">What the baseline is.</param>
    /// <param name="tolerance">How many percent more are accepted.</param>
    public static void Add(Report report, IReadOnlyDictionary<string, double> now, IReadOnlyDictionary<string, double> baseline, string name, int tolerance)
    {
        double most = 1 + (tolerance / 100.0);
        List<string[]> rows = [];
        foreach (string path in now.Keys.Union(baseline.Keys))
        {
            double? before = Find(baseline, path);
            double? count = Find(now, path);
            double? ratio = count / before;
            string verdict = before is null ? "new" : count is null ? "gone" : ratio > most ? "grew" : ratio < 1 / most ? "fewer" : "as before";
            rows.Add([path, Text($"{before:#,0}"), Text($"{count:#,0}"), Text($"{ratio:F3}"), verdict]);
            switch (verdict)
            {
                case "grew":
                    report.Failures.Add(Text($"{path}: {count:#,0} instructions, {ratio:F3} of the {before:#,0} of {name}; at most {most:F2} is accepted"));
                    break;
                case "gone":
                    report.Failures.Add($"{path}: has gone; {name} has it, and nothing counts it any more");
                    break;
                case "new":
                    report.Notes.Add($"{path}: new; {name} does not have it, and it was compared with nothing.");
                    break;
                case "fewer":
                    report.Notes.Add(Text($"{path}: {ratio:F3}, which is kept when the baseline is written again."));
                    break;
            }
        }

        report.Tables.Add(new ReportTable(InstructionCounts.Title, [InstructionCounts.PathColumn, "before", InstructionCounts.CountColumn, "ratio", "verdict"], rows));
        report.Notes.Add(report.Failures.Count == 0
            ? Text($"No path of {name} has grown by more than {tolerance} %, and none has gone.")
            : "Where it is worth its instructions, or the path was taken out on purpose: write the baseline again in the same change.");
    }

    private static double? Find(IReadOnlyDictionary<string, double> counts, string path) => counts.TryGetValue(path, out double count) ? count : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
