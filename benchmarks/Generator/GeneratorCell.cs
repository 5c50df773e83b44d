using System.Globalization;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Benchmarks.Generator.Subjects;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>One generator at one size, measured in a process of its own: what was compiled and allocated for another must not help or hurt it.</summary>
internal static class GeneratorCell
{
    public const string Verb = "generator-cell";

    public static IReadOnlyList<Subject> Subjects { get; } = [.. OwnSubjects.All, .. FloorSubjects.All, .. PeerSubjects.All];

    /// <summary>Measures and prints the result as one line of JSON.</summary>
    /// <param name="args">The subject's name, the number of annotated classes, of unrelated ones, and of repetitions.</param>
    public static int Run(string[] args)
    {
        Subject subject = Subjects.First(subject => subject.Name == args[0]);
        int classes = int.Parse(args[1], CultureInfo.InvariantCulture);
        Workload workload = new(subject, classes, int.Parse(args[2], CultureInfo.InvariantCulture));
        CellResult result = Measure(subject, workload, classes, int.Parse(args[3], CultureInfo.InvariantCulture));
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static CellResult Measure(Subject subject, Workload workload, int classes, int repetitions)
    {
        Cost cold = CpuMeter.Measure(
            repetitions,
            () => (Driver: workload.CreateDriver(isTracking: false), Compilation: workload.CreateCompilation()),
            static input => input.Driver.RunGenerators(input.Compilation));

        CSharpCompilation original = workload.CreateCompilation();
        GeneratorDriver tracked = workload.CreateDriver(isTracking: true).RunGenerators(original);
        Dictionary<string, EditResult> edits = [];
        foreach (Edit edit in Enum.GetValues<Edit>().Where(edit => edit != Edit.None))
        {
            edits[edit.ToString()] = new EditResult(MeasureEdit(workload, original, edit, repetitions), Reasons(workload, tracked, original, edit));
        }

        string[] emitted = Emitted(workload.CreateDriver(isTracking: false).RunGenerators(original), subject);
        Cost parse = CpuMeter.Measure(repetitions, () => emitted, static texts =>
        {
            foreach (string text in texts)
            {
                _ = Workload.Parse(text, "Emitted.cs").GetRoot();
            }
        });
        return new CellResult(
            subject.Name, classes, emitted.Sum(text => (double)text.Length) / classes, cold, edits, parse, MeasureBind(workload, emitted, Math.Min(repetitions, 3)));
    }

    private static BindCost MeasureBind(Workload workload, string[] emitted, int repetitions) => new(
        CpuMeter.Measure(repetitions, () => WithEmitted(workload, emitted).Compilation, static compilation => _ = compilation.GetDiagnostics()),
        CpuMeter.Measure(repetitions, workload.CreateCompilation, static compilation => _ = compilation.GetDiagnostics()),
        CpuMeter.Measure(repetitions, () => Declared(WithEmitted(workload, emitted)), BindFiles),
        CpuMeter.Measure(
            repetitions,
            () =>
            {
                (CSharpCompilation, SyntaxTree[]) bound = Declared(WithEmitted(workload, emitted));
                BindFiles(bound);
                return bound;
            },
            BindFiles));

    private static void BindFiles((CSharpCompilation Compilation, SyntaxTree[] Trees) input)
    {
        foreach (SyntaxTree tree in input.Trees)
        {
            _ = input.Compilation.GetSemanticModel(tree).GetDiagnostics();
        }
    }

    /// <summary>The edited compilation is new to the driver, and nothing of it is bound: what a keystroke costs in an editor.</summary>
    private static Cost MeasureEdit(Workload workload, CSharpCompilation original, Edit edit, int repetitions)
    {
        GeneratorDriver primed = workload.CreateDriver(isTracking: false).RunGenerators(original);
        return CpuMeter.Measure(
            repetitions,
            () => (Driver: Workload.Apply(edit, primed), Compilation: workload.Apply(edit, original)),
            static input => input.Driver.RunGenerators(input.Compilation));
    }

    private static string Reasons(Workload workload, GeneratorDriver tracked, CSharpCompilation original, Edit edit)
    {
        GeneratorDriverRunResult run = Workload.Apply(edit, tracked).RunGenerators(workload.Apply(edit, original)).GetRunResult();
        return string.Join(
            ", ",
            run.Results
                .SelectMany(result => result.TrackedOutputSteps.Values)
                .SelectMany(steps => steps)
                .SelectMany(step => step.Outputs)
                .GroupBy(output => output.Reason)
                .OrderBy(group => group.Key)
                .Select(group => $"{group.Key} {group.Count()}"));
    }

    /// <summary>The text per class; what a generator writes once for all of them is not.</summary>
    private static string[] Emitted(GeneratorDriver driver, Subject subject) =>
    [
        .. driver.GetRunResult().Results
            .SelectMany(result => result.GeneratedSources)
            .Where(source => subject.Name != OwnSubjects.Used || source.HintName.StartsWith("Bench", StringComparison.Ordinal))
            .Select(source => source.SourceText.ToString()),
    ];

    private static (CSharpCompilation Compilation, SyntaxTree[] Trees) WithEmitted(Workload workload, string[] emitted)
    {
        SyntaxTree[] trees = [.. emitted.Select((text, i) => Workload.Parse(text, $"Emitted{i}.cs"))];
        return (workload.CreateCompilation().AddSyntaxTrees(trees), trees);
    }

    /// <summary>Declarations are merged before, as they are in an editor.</summary>
    private static (CSharpCompilation Compilation, SyntaxTree[] Trees) Declared((CSharpCompilation Compilation, SyntaxTree[] Trees) input)
    {
        _ = input.Compilation.GetSemanticModel(input.Compilation.SyntaxTrees[0]).GetDiagnostics();
        return input;
    }
}
