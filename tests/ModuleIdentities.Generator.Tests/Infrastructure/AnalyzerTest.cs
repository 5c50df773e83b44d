using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>
/// Runs all analyzers on what the generator has completed, as an editor does. Every diagnostic of either must be expected once, by id, exact span
/// and message. Advice that no build prints is asked for only by a test that expects some.
/// </summary>
internal static class AnalyzerTest
{
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(ModuleIdentityGenerator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static Task VerifyAsync(string markedSource, params string[] messages) => VerifyAsync([markedSource], messages);

    public static async Task VerifyAsync(string[] markedSources, params string[] messages)
    {
        MarkedSource[] sources = [.. markedSources.Select(MarkedSource.Parse)];
        ImmutableArray<Diagnostic> diagnostics = await DiagnoseAsync(TestCompilation.Create([.. sources.Select(source => source.Text)]));

        IEnumerable<string> expected = sources
            .SelectMany((source, index) => source.Spans.Select(span => (File: $"Source{index}.cs", span.Id, span.Span)))
            .Zip(messages, (place, message) => $"{place.File} {place.Span} {place.Id}: {message}");
        IEnumerable<string> actual = WithoutAdvice(diagnostics, sources.SelectMany(source => source.Spans.Select(span => span.Id))).Select(diagnostic =>
            $"{diagnostic.Location.SourceTree?.FilePath} {diagnostic.Location.SourceSpan} {diagnostic.Id}: {diagnostic.GetMessage(null)}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.Equal(messages.Length, sources.Sum(source => source.Spans.Count));
    }

    /// <summary>Warnings and errors, and of advice only that of the given ids.</summary>
    public static IEnumerable<Diagnostic> WithoutAdvice(IEnumerable<Diagnostic> diagnostics, IEnumerable<string> wanted) =>
        diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning || wanted.Contains(diagnostic.Id));

    /// <summary>The same for settings files of a project that has a module class and nothing wrong with it.</summary>
    public static async Task VerifySettingsAsync((string Name, string MarkedText)[] files, params string[] messages)
    {
        (string Name, MarkedSource Source)[] sources = [.. files.Select(file => (file.Name, MarkedSource.Parse(file.MarkedText)))];
        ImmutableArray<Diagnostic> diagnostics = await DiagnoseAsync(
            TestCompilation.Create(SettingsFile.Module),
            [.. sources.Select(source => new SettingsFile(source.Name, source.Source.Text))]);

        IEnumerable<string> expected = sources
            .SelectMany(source => source.Source.Spans.Select(span => (source.Name, span.Id, span.Span)))
            .Zip(messages, (place, message) => $"{place.Name} {place.Span} {place.Id}: {message}");
        IEnumerable<string> actual = diagnostics.Select(diagnostic =>
            $"{diagnostic.Location.GetLineSpan().Path} {diagnostic.Location.SourceSpan} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.Equal(messages.Length, sources.Sum(source => source.Source.Spans.Count));
    }

    /// <summary>Our diagnostics of a project that the generator has completed. What is generated must itself be without fault.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnoseAsync(CSharpCompilation compilation, params AdditionalText[] files)
    {
        GeneratorRun run = GeneratorRun.Start(compilation);
        HashSet<SyntaxTree> generated = [.. run.Result.GeneratedSources.Select(source => source.SyntaxTree)];
        Findings.AssertNone(run.Output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Location.SourceTree is { } tree && generated.Contains(tree)));
        return await DiagnoseAsync(run, files);
    }

    /// <summary>Our diagnostics of a project that may be broken, in which case what is generated is so too. Nothing may throw.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnoseAsync(GeneratorRun run, params AdditionalText[] files)
    {
        Assert.Null(run.Result.Exception);
        ImmutableArray<Diagnostic> diagnostics =
            await run.Output.WithAnalyzers(Analyzers, new AnalyzerOptions([.. files])).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Findings.AssertNone(diagnostics.Where(diagnostic => diagnostic.Id == "AD0001"));
        return [.. run.Result.Diagnostics, .. diagnostics];
    }
}
