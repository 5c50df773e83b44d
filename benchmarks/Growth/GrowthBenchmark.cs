using System.Globalization;
using ModuleIdentities.Benchmarks.Generator;
using ModuleIdentities.Benchmarks.Generator.Subjects;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Growth;

/// <summary>What more of something costs: nothing may cost more than in proportion.</summary>
internal sealed class GrowthBenchmark : IBenchmark
{
    // What is left between a line and its measurement: caches that get too small, garbage collections.
    private const double MostSlope = 1.15;

    public string Name => "growth";

    public string Summary => "each cost over n - classes, modules, messages, properties, devices - with the exponent that fits, which must not be above that of a line [--only WORD,...]";

    public async Task<Report> RunAsync(BenchmarkArguments arguments)
    {
        Report report = new(Name, $"dotnet run -c Release --project benchmarks -- {Name} {arguments.CommandLine}".TrimEnd());
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions());
        GrowingCost[] costs = [.. ClassCosts(), .. TwinCosts.All, .. MessageCosts.All(emulator), .. ModuleCosts.All(emulator)];
        string[] only = arguments.List("--only");
        List<string[]> rows = [];
        foreach (GrowingCost cost in costs.Where(cost => only.Length == 0 || only.Contains(cost.Per)))
        {
            // The first pays for the code that all run.
            await cost.MeasureAsync(cost.Sizes[0]);
            List<(double Size, double Cost)> points = [];
            foreach (int size in cost.Sizes)
            {
                points.Add((size, await cost.MeasureAsync(size)));
            }

            double slope = Slope.Fit(points);
            rows.Add(
            [
                cost.What, cost.Per, string.Join(" ", points.Select(point => Text($"{point.Size:0}"))), string.Join(" ", points.Select(point => Text($"{point.Cost:G3}"))),
                Text($"{slope:F2}"), slope <= MostSlope ? "met" : "not met",
            ]);
            if (slope > MostSlope)
            {
                report.Failures.Add(Text($"{cost.What} over {cost.Per}: exponent {slope:F2}, target at most {MostSlope:F2}"));
            }
        }

        report.Tables.Add(new ReportTable("Costs over n", ["what", "n of", "n", "cost", "exponent", "target"], rows));
        report.Notes.Add(Text(
            $"The exponent k of cost = c·n^k that fits best (least squares of the logarithms): 1 is in proportion. The target is at most 1, and what is measured of a line is at most {MostSlope:F2}. CPU times are the least of five runs of this process, elapsed ones of three."));
        return report;
    }

    private static IEnumerable<GrowingCost> ClassCosts()
    {
        Subject own = GeneratorCell.Subjects.First(subject => subject.Name == OwnSubjects.Used);
        yield return GrowingCost.OfProcessor("a cold run of the generator", "annotated classes", [62, 125, 250, 500], classes =>
        {
            Workload workload = new(own, classes, classes);
            Microsoft.CodeAnalysis.CSharp.CSharpCompilation project = workload.CreateCompilation();
            Microsoft.CodeAnalysis.GeneratorDriver driver = workload.CreateDriver(isTracking: false);
            return () => driver.RunGenerators(project);
        });
        yield return GrowingCost.OfProcessor("a run after an edit of one class", "annotated classes", [62, 125, 250, 500], classes =>
        {
            Workload workload = new(own, classes, classes);
            Microsoft.CodeAnalysis.CSharp.CSharpCompilation project = workload.CreateCompilation();
            Microsoft.CodeAnalysis.GeneratorDriver driver = workload.CreateDriver(isTracking: false).RunGenerators(project);
            Microsoft.CodeAnalysis.CSharp.CSharpCompilation edited = workload.Apply(Edit.Model, project);
            return () => driver.RunGenerators(edited);
        });
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
