using System.Globalization;
using ModuleIdentities.Benchmarks.Generator.Subjects;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>What we hold ourselves to. Bytes and characters repeat from run to run and can fail a build; time is only reported.</summary>
internal static class GeneratorTargets
{
    private const double ColdKibibytesPerClass = 60;
    private const double EmittedCharactersPerClass = 3500;
    private const double ColdRatio = 1.5;
    private const double UnrelatedRatio = 1.15;
    private const double UnusedRatio = 1.3;
    private const double BindMicroseconds = 3000;

    public static void Judge(List<CellResult> cells, Report report, bool isGate)
    {
        foreach (CellResult own in cells.Where(cell => cell.Subject == OwnSubjects.Used))
        {
            CellResult? floor = Find(cells, FloorSubjects.Fawmn, own.Classes);
            // At small sizes what is paid once, for the unrelated files, drowns what is paid per class.
            if (own.Classes >= 100)
            {
                Check(report, isGate, $"N = {own.Classes}: emitted characters per class", own.EmittedCharacters, EmittedCharactersPerClass, canFail: true);
            }

            if (own.Classes >= 1000)
            {
                Check(report, isGate, $"N = {own.Classes}: cold KiB per class", own.Cold.Bytes / 1024.0 / own.Classes, ColdKibibytesPerClass, canFail: true);
            }

            Check(report, isGate, $"N = {own.Classes}: bind µs per class in a build", own.Bind.Build * 1000 / own.Classes, BindMicroseconds, canFail: false);
            Check(report, isGate, $"N = {own.Classes}: bind µs per class file by file", own.Bind.Editor * 1000 / own.Classes, BindMicroseconds, canFail: false);
            if (floor is not null)
            {
                Check(report, isGate, $"N = {own.Classes}: cold × floor", own.Cold.Milliseconds / floor.Cold.Milliseconds, ColdRatio, canFail: false);
                Check(report, isGate, $"N = {own.Classes}: unrelated edit × floor", Unrelated(own) / Unrelated(floor), UnrelatedRatio, canFail: false);
            }

            if (Find(cells, OwnSubjects.Unused, own.Classes) is { } unused && Find(cells, FloorSubjects.NoOutput, own.Classes) is { } nothing)
            {
                Check(report, isGate, $"N = {own.Classes}: unused, unrelated edit × nooutput", Unrelated(unused) / Unrelated(nothing), UnusedRatio, canFail: false);
            }

            CheckReasons(own, report);
        }
    }

    private static void CheckReasons(CellResult own, Report report)
    {
        foreach (Edit edit in new[] { Edit.Unrelated, Edit.Trivia, Edit.Body, Edit.Option })
        {
            string reasons = own.Edits[edit.ToString()].Reasons;
            if (reasons.Contains("New", StringComparison.Ordinal) || reasons.Contains("Modified", StringComparison.Ordinal))
            {
                report.Failures.Add($"N = {own.Classes}: after the edit {edit} the outputs are {reasons}.");
            }
        }
    }

    private static void Check(Report report, bool isGate, string what, double value, double limit, bool canFail)
    {
        string figures = string.Create(CultureInfo.InvariantCulture, $"{what}: {value:F2}, target at most {limit:F2}");
        if (value <= limit)
        {
            report.Notes.Add($"{figures}: met.");
        }
        else if (canFail && isGate)
        {
            report.Failures.Add(figures);
        }
        else
        {
            report.Notes.Add($"{figures}: **not met**.");
        }
    }

    private static double Unrelated(CellResult cell) => cell.Edits[nameof(Edit.Unrelated)].Cost.Milliseconds;

    private static CellResult? Find(List<CellResult> cells, string subject, int classes) =>
        cells.Find(cell => cell.Subject == subject && cell.Classes == classes);
}
