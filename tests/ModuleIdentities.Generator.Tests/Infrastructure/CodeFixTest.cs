using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>
/// Applies a fix to one diagnostic after another, and to all at once in the document, the project and the solution: each way must give the same,
/// and what is given must compile as far as the source did.
/// </summary>
internal static class CodeFixTest
{
    public static Task VerifyAsync<TFix>(string source, string fixedSource, int? iterations = null)
        where TFix : CodeFixProvider, new() => VerifyAsync<TFix>([("/0/Test0.cs", source)], [("/0/Test0.cs", fixedSource)], iterations);

    public static async Task VerifyAsync<TFix>((string Name, string Text)[] sources, (string Name, string Text)[] fixedSources, int? iterations = null)
        where TFix : CodeFixProvider, new()
    {
        Test<TFix> test = new() { ReferenceAssemblies = new ReferenceAssemblies("net10.0") };
        test.TestState.Sources.AddRange(sources.Select(file => (file.Name, Microsoft.CodeAnalysis.Text.SourceText.From(file.Text))));
        test.FixedState.Sources.AddRange(fixedSources.Select(file => (file.Name, Microsoft.CodeAnalysis.Text.SourceText.From(file.Text))));
        test.TestState.AdditionalReferences.AddRange(TestCompilation.References);
        // The other half of the methods is the generator's, which does not run here.
        test.CompilerDiagnostics = CompilerDiagnostics.None;
        if (iterations is { } count)
        {
            test.NumberOfIncrementalIterations = count;
            test.NumberOfFixAllIterations = 1;
        }

        await test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asserts that the marked diagnostics are left to the user.</summary>
    public static Task VerifyNoFixAsync<TFix>(string source)
        where TFix : CodeFixProvider, new() => VerifyAsync<TFix>(source, source);

    private sealed class Test<TFix> : CSharpCodeFixTest<EmptyDiagnosticAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        public Test() => DisabledDiagnostics.AddRange(Rules.All.Select(rule => rule.Id).Except(new TFix().FixableDiagnosticIds));

        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => AnalyzerTest.Analyzers;

        protected override Microsoft.CodeAnalysis.ParseOptions CreateParseOptions() =>
            ((CSharpParseOptions)base.CreateParseOptions()).WithLanguageVersion(LanguageVersion.CSharp14);
    }
}
