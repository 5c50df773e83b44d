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
        Dictionary<string, EditResult> edits = [];
        foreach (Edit edit in Enum.GetValues<Edit>().Where(edit => edit != Edit.None))
        {
            edits[edit.ToString()] = new EditResult(MeasureEdit(workload, original, edit, repetitions), Reasons(workload, original, edit));
        }

        string[] emitted = Emitted(workload.CreateDriver(isTracking: false).RunGenerators(original), subject);
        Cost parse = CpuMeter.Measure(repetitions, () => emitted, static texts =>
        {
            foreach (string text in texts)
            {
                _ = Workload.Parse(text, "Emitted.cs").GetRoot();
            }
        });
        Cost bind = CpuMeter.Measure(Math.Min(repetitions, 3), () => WithEmitted(workload, emitted), static input =>
        {
            foreach (SyntaxTree tree in input.Trees)
            {
                _ = input.Compilation.GetSemanticModel(tree).GetDiagnostics();
            }
        });
        return new CellResult(subject.Name, classes, emitted.Sum(text => (double)text.Length) / classes, cold, edits, parse, bind);
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

    private static string Reasons(Workload workload, CSharpCompilation original, Edit edit)
    {
        GeneratorDriver primed = workload.CreateDriver(isTracking: true).RunGenerators(original);
        GeneratorDriverRunResult run = Workload.Apply(edit, primed).RunGenerators(workload.Apply(edit, original)).GetRunResult();
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
        CSharpCompilation compilation = workload.CreateCompilation().AddSyntaxTrees(trees);

        // Declarations are merged before, as they are in an editor.
        _ = compilation.GetSemanticModel(compilation.SyntaxTrees[0]).GetDiagnostics();
        return (compilation, trees);
    }
}
