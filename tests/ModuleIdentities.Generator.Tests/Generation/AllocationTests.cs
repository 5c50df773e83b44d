using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

/// <summary>What one class more costs a run, in bytes: they repeat from run to run and from machine to machine as no time does, so they can fail a build.</summary>
public class AllocationTests
{
    private const double ColdKibibytes = 60;
    private const double EditKibibytes = 20;

    [Fact]
    public void Cold_run_for_each_class()
    {
        (double cold, _) = PerClass(200, 400);
        Assert.InRange(cold, 1, ColdKibibytes);
    }

    [Fact]
    public void Edit_in_an_unrelated_body_for_each_class()
    {
        (_, double edit) = PerClass(200, 400);
        Assert.InRange(edit, 0, EditKibibytes);
    }

    [Fact]
    public void Class_costs_no_more_among_many()
    {
        (double few, _) = PerClass(100, 200);
        (double many, _) = PerClass(400, 800);
        Assert.InRange(many, 0, few * 1.1);
    }

    // What comes with the project rather than with its classes is in both runs.
    private static (double Cold, double Edit) PerClass(int few, int many)
    {
        (long coldFew, long editFew) = Measure(few);
        (long coldMany, long editMany) = Measure(many);
        return ((coldMany - coldFew) / 1024.0 / (many - few), (editMany - editFew) / 1024.0 / (many - few));
    }

    private static (long Cold, long Edit) Measure(int classes)
    {
        // What is made once in a process is not made in what is measured.
        Run(Compile(2));
        CSharpCompilation compilation = Compile(classes);
        long start = GC.GetAllocatedBytesForCurrentThread();
        GeneratorDriver driver = Run(compilation);
        long cold = GC.GetAllocatedBytesForCurrentThread() - start;
        SyntaxTree unrelated = compilation.SyntaxTrees.Last();
        CSharpCompilation edited = compilation.ReplaceSyntaxTree(unrelated, TestCompilation.Parse(Unrelated("2"), unrelated.FilePath));
        start = GC.GetAllocatedBytesForCurrentThread();
        driver = driver.RunGenerators(edited, TestContext.Current.CancellationToken);
        long edit = GC.GetAllocatedBytesForCurrentThread() - start;
        GC.KeepAlive(driver);
        return (cold, edit);
    }

    private static GeneratorDriver Run(CSharpCompilation compilation) => CSharpGeneratorDriver.Create(
        [new ModuleIdentityGenerator().AsSourceGenerator()],
        parseOptions: TestCompilation.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: false))
        .RunGenerators(compilation, TestContext.Current.CancellationToken);

    // On one thread, whose bytes are counted.
    private static CSharpCompilation Compile(int classes)
    {
        CSharpCompilation compilation = TestCompilation.Create([.. Enumerable.Range(0, classes).Select(Class), Unrelated("1")]);
        return compilation.WithOptions(compilation.Options.WithConcurrentBuild(false));
    }

    private static string Unrelated(string number) => $"class Unrelated {{ int M() => {number}; }}";

    private static string Class(int n) => $$"""
        namespace Bench.Part{{n % 20}};

        [ModuleIdentity("class{{n}}")]
        public partial class Annotated{{n}}
        {
            [Telemetry] public partial Task SendTextAsync(string text, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendCountAsync(int count, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendFlagAsync(bool flag, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendValueAsync(double value, CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendTimeAsync(DateTime time, CancellationToken cancellationToken = default);
        }
        """;
}
