using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Emission;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>
/// The one way to run the generator in a test. What it asks of every run: no exception, no warning in what was generated (with nullable on and
/// off), everything cached when an unrelated file comes in, and a model that is values only.
/// </summary>
internal static class GeneratorTest
{
    public static GeneratorRun Run(params string[] sources) => Run(TestCompilation.Create(sources));

    public static GeneratorRun Run(CSharpCompilation compilation)
    {
        GeneratorRun run = GeneratorRun.Start(compilation);
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Result.Diagnostics);
        AssertCompiles(run.Output);
        AssertCompiles(WithNullableWarnings(run));
        AssertCompiles(GeneratorRun.Start(compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable))).Output);

        GeneratorRun second = run.Continue(compilation.AddSyntaxTrees(TestCompilation.Parse("internal class Unrelated;", "Unrelated.cs")));
        Assert.All(second.OutputReasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        foreach (string step in TrackedSteps.Names)
        {
            Assert.All(second.Reasons(step), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
            Assert.Equal(run.Reasons(step).Length, second.Reasons(step).Length);
        }

        GraphGuard.AssertValuesOnly(run.Result);
        GraphGuard.AssertValuesOnly(second.Result);
        return run;
    }

    // Generated code asks for none, as they cost every build and editor of the user's.
    private static CSharpCompilation WithNullableWarnings(GeneratorRun run) => run.Sources.Aggregate(run.Output, (output, source) =>
    {
        string text = source.SourceText.ToString();
        Assert.Contains(GeneratedMark.Nullable, text, StringComparison.Ordinal);
        return output.ReplaceSyntaxTree(
            output.SyntaxTrees.Single(tree => tree.FilePath == source.SyntaxTree.FilePath),
            TestCompilation.Parse(text.Replace(GeneratedMark.Nullable, "#nullable enable", StringComparison.Ordinal), source.SyntaxTree.FilePath));
    });

    private static void AssertCompiles(CSharpCompilation output)
    {
        using MemoryStream assembly = new();
        IEnumerable<Diagnostic> diagnostics = output.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Concat(output.GetDiagnostics(TestContext.Current.CancellationToken))
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || (diagnostic.Severity == DiagnosticSeverity.Warning && IsGenerated(diagnostic)));
        Findings.AssertNone(diagnostics);
    }

    private static bool IsGenerated(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.FilePath.StartsWith(typeof(ModuleIdentityGenerator).Assembly.GetName().Name!, StringComparison.Ordinal) == true;
}
