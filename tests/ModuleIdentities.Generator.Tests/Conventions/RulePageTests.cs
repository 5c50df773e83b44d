using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Diagnostics;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

public class RulePageTests
{
    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void Page_has_the_sections_of_a_page(string id)
    {
        RulePage page = RulePage.Read(id);
        Assert.StartsWith($"# {id}: {Rules.Get(id).Title}\n\nCategory {Rules.Get(id).Category}, severity {Rules.Get(id).DefaultSeverity}.\n", page.Text, StringComparison.Ordinal);
        Assert.Equal(["## Cause", "## Fix", "## When to suppress"], page.Text.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
        Assert.Equal(2, page.Examples.Count);
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public async Task First_example_has_the_fault_and_no_other(string id)
    {
        (CSharpCompilation compilation, AdditionalText[] files) = RulePage.Read(id).Project(example: 0);
        ImmutableArray<Diagnostic> diagnostics = await AnalyzerTest.DiagnoseAsync(compilation, files);
        Assert.Contains(diagnostics, diagnostic => diagnostic.Id == id);
        Assert.All(AnalyzerTest.WithoutAdvice(diagnostics, [id]), diagnostic => Assert.Equal(id, diagnostic.Id));
    }

    /// <summary>A build ends at the first error in a declaration, and asks no analyzer. A stray method's class is not ours to complete.</summary>
    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void Build_of_the_first_example_gets_as_far_as_the_fault(string id)
    {
        GeneratorRun run = GeneratorRun.Start(RulePage.Read(id).Project(example: 0).Compilation);
        bool isBlocked = run.Output.GetDeclarationDiagnostics(TestContext.Current.CancellationToken)
            .Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        bool isReported = run.Result.Diagnostics.Any(diagnostic => diagnostic.Id == id);
        Assert.Equal(isBlocked && id != DiagnosticIds.MID0021DeclaredMethodMustBeInModuleClass, isReported);
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public async Task Second_example_is_right(string id)
    {
        (CSharpCompilation compilation, AdditionalText[] files) = RulePage.Read(id).Project(example: 1);
        Assert.Empty(AnalyzerTest.WithoutAdvice(await AnalyzerTest.DiagnoseAsync(compilation, files), [id]));
        Assert.NotEmpty(GeneratorTest.Run(compilation).Sources);
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public async Task Rule_can_be_suppressed_in_each_way(string id)
    {
        RulePage page = RulePage.Read(id);
        (CSharpCompilation plain, AdditionalText[] files) = page.Project(example: 0);
        (CSharpCompilation byAttribute, _) = page.Project(
            example: 0, $"[assembly: System.Diagnostics.CodeAnalysis.SuppressMessage(\"ModuleIdentities\", \"{id}\")]");
        CSharpCompilation byConfiguration = plain.WithOptions(plain.Options.WithSyntaxTreeOptionsProvider(new SilencingOptions(id)));
        // JSON has no pragma. What a project has in its place is NoWarn.
        CSharpCompilation byPragma = page.IsOfSettings
            ? plain.WithOptions(plain.Options.WithSpecificDiagnosticOptions([new(id, ReportDiagnostic.Suppress)]))
            : TestCompilation.Create($"#pragma warning disable {id}\n{page.Examples[0]}");

        foreach (CSharpCompilation compilation in new[] { byPragma, byAttribute, byConfiguration })
        {
            Assert.DoesNotContain(await AnalyzerTest.DiagnoseAsync(compilation, files), diagnostic => diagnostic.Id == id);
        }
    }
}
