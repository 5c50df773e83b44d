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
        ImmutableArray<Diagnostic> diagnostics = await AnalyzerTest.DiagnoseAsync(TestCompilation.Create(RulePage.Read(id).Examples[0]));
        Assert.Contains(diagnostics, diagnostic => diagnostic.Id == id);
        Assert.All(AnalyzerTest.WithoutAdvice(diagnostics, [id]), diagnostic => Assert.Equal(id, diagnostic.Id));
    }

    /// <summary>A build ends at the first error in a declaration, and asks no analyzer. A stray method's class is not ours to complete.</summary>
    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void Build_of_the_first_example_gets_as_far_as_the_fault(string id)
    {
        GeneratorRun run = GeneratorRun.Start(TestCompilation.Create(RulePage.Read(id).Examples[0]));
        bool isBlocked = run.Output.GetDeclarationDiagnostics(TestContext.Current.CancellationToken)
            .Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        bool isReported = run.Result.Diagnostics.Any(diagnostic => diagnostic.Id == id);
        Assert.Equal(isBlocked && id != DiagnosticIds.MID0021TelemetryMethodMustBeInModuleClass, isReported);
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public async Task Second_example_is_right(string id)
    {
        string example = RulePage.Read(id).Examples[1];
        Assert.Empty(AnalyzerTest.WithoutAdvice(await AnalyzerTest.DiagnoseAsync(TestCompilation.Create(example)), [id]));
        Assert.NotEmpty(GeneratorTest.Run(example).Sources);
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public async Task Rule_can_be_suppressed_in_each_way(string id)
    {
        string example = RulePage.Read(id).Examples[0];
        CSharpCompilation byPragma = TestCompilation.Create($"#pragma warning disable {id}\n{example}");
        CSharpCompilation byAttribute = TestCompilation.Create(
            example, $"[assembly: System.Diagnostics.CodeAnalysis.SuppressMessage(\"ModuleIdentities\", \"{id}\")]");
        CSharpCompilation plain = TestCompilation.Create(example);
        CSharpCompilation byConfiguration = plain.WithOptions(plain.Options.WithSyntaxTreeOptionsProvider(new Silenced(id)));

        Assert.DoesNotContain(await AnalyzerTest.DiagnoseAsync(byPragma), diagnostic => diagnostic.Id == id);
        Assert.DoesNotContain(await AnalyzerTest.DiagnoseAsync(byAttribute), diagnostic => diagnostic.Id == id);
        Assert.DoesNotContain(await AnalyzerTest.DiagnoseAsync(byConfiguration), diagnostic => diagnostic.Id == id);
    }

    /// <summary>What <c>dotnet_diagnostic.MID0001.severity = none</c> in an .editorconfig comes to.</summary>
    private sealed class Silenced(string id) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = ReportDiagnostic.Suppress;
            return diagnosticId == id;
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }
}
