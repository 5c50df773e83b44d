using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModuleIdentities.Benchmarks.Generator.Subjects;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>What our generator costs a build and an editor, beside yardsticks that do not move and the generators that people know.</summary>
internal sealed class GeneratorBenchmark : IBenchmark
{
    private const string Yardstick = FloorSubjects.Fawmn;

    public string Name => "generator";

    public string Summary => "cost of the source generator [--classes 10,100,1000] [--unrelated 1000] [--repetitions 5] [--only NAME,…] [--gate]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        string[] sizes = arguments.List("--classes", "10", "100", "1000");
        string unrelated = arguments.Text("--unrelated") ?? "1000";
        string repetitions = arguments.Text("--repetitions") ?? "5";
        string[] names = arguments.List("--only", [.. GeneratorCell.Subjects.Select(subject => subject.Name)]);
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- generator {arguments.CommandLine}".TrimEnd());
        List<CellResult> all = [];
        foreach (string size in sizes)
        {
            // The yardstick runs first and last: a drift between the two says that the machine did not hold still.
            List<CellResult> cells = [await RunCellAsync(Yardstick, size, unrelated, repetitions)];
            foreach (string name in names.Where(name => name != Yardstick))
            {
                cells.Add(await RunCellAsync(name, size, unrelated, repetitions));
            }

            double last = (await RunCellAsync(Yardstick, size, unrelated, repetitions)).Cold.Milliseconds;
            report.Notes.Add($"N = {size}: the yardstick's cold run took {cells[0].Cold.Milliseconds:F0} ms first and {last:F0} ms last.");
            report.Tables.Add(Costs(size, unrelated, cells));
            report.Tables.Add(Downstream(size, cells));
            all.AddRange(cells);
        }

        GeneratorTargets.Judge(all, report, isGate: arguments.Has("--gate"));
        report.Notes.Add(
            "Binding in a build is the project with the emitted text less the project without it; file by file is every emitted file opened in an editor, "
            + "less what it costs to ask about all of them again, when the compiler binds nothing and goes through the project's types for each file.");
        report.Notes.Add("CPU is the least process CPU time of the repetitions, of which what takes less than ten milliseconds has up to 25; × is the ratio to floor-fawmn; bytes are KiB per annotated class.");
        return report;
    }

    private static ReportTable Costs(string size, string unrelated, List<CellResult> cells)
    {
        CellResult floor = cells[0];
        return new ReportTable(
            $"{size} annotated classes among {unrelated} unrelated files",
            ["generator", "cold ms", "×", "KiB/class", .. Edits.SelectMany(edit => new[] { $"{edit} ms", "×" }), "unrelated KiB/class", "outputs after unrelated", "after model"],
            [.. cells.Select(cell => Row(cell, floor))]);
    }

    private static string[] Edits => [.. Enum.GetNames<Edit>().Where(name => name != nameof(Edit.None))];

    private static string[] Row(CellResult cell, CellResult floor) =>
    [
        cell.Subject,
        Number(cell.Cold.Milliseconds),
        Ratio(cell.Cold.Milliseconds, floor.Cold.Milliseconds),
        Number(cell.Cold.Bytes / 1024.0 / cell.Classes),
        .. Edits.SelectMany(edit => new[]
        {
            Number(cell.Edits[edit].Cost.Milliseconds), Ratio(cell.Edits[edit].Cost.Milliseconds, floor.Edits[edit].Cost.Milliseconds),
        }),
        Number(cell.Edits[nameof(Edit.Unrelated)].Cost.Bytes / 1024.0 / cell.Classes),
        cell.Edits[nameof(Edit.Unrelated)].Reasons,
        cell.Edits[nameof(Edit.Model)].Reasons,
    ];

    private static ReportTable Downstream(string size, List<CellResult> cells) => new(
        $"What the emitted text costs, {size} classes",
        ["generator", "chars/class", "generate µs/class", "parse µs/class", "bind µs/class in a build", "file by file", "asked again"],
        [
            .. cells.Where(cell => cell.EmittedCharacters > 100).Select(cell => new[]
            {
                cell.Subject,
                Number(cell.EmittedCharacters),
                Number(cell.Cold.Milliseconds * 1000 / cell.Classes),
                Number(cell.Parse.Milliseconds * 1000 / cell.Classes),
                Number(cell.Bind.Build * 1000 / cell.Classes),
                Number(cell.Bind.Editor * 1000 / cell.Classes),
                Number(cell.Bind.FilesAgain.Milliseconds * 1000 / cell.Classes),
            }),
        ]);

    private static async Task<CellResult> RunCellAsync(string name, string classes, string unrelated, string repetitions)
    {
        Console.Error.WriteLine($"measuring {name}, {classes} classes");
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(GeneratorBenchmark).Assembly.Location);
        }

        foreach (string argument in new[] { GeneratorCell.Verb, name, classes, unrelated, repetitions })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<CellResult>(output)!
            : throw new InvalidOperationException($"The process that measured {name} ended with exit code {process.ExitCode}.");
    }

    private static string Number(double value) => value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static string Ratio(double value, double floor) => floor <= 0 ? "–" : (value / floor).ToString("F2", CultureInfo.InvariantCulture);
}
