using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Diagnostics.Analyzers;

namespace ModuleIdentities.EndToEnd.Tests.Names;

/// <summary>Which names the analyzers refuse, asked as an editor asks: with a class that declares each.</summary>
internal static class AnalyzerVerdict
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new ModuleIdAnalyzer(), new DeclaredNameAnalyzer()];

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <param name="names">The names.</param>
    /// <param name="declare">The source that declares a name, which it is given as a C# literal, with a number for the class.</param>
    /// <param name="cancellationToken">Ends the analysis.</param>
    /// <returns>For each name whether it is accepted.</returns>
    public static async Task<bool[]> AcceptsAsync(IReadOnlyList<string> names, Func<string, int, string> declare, CancellationToken cancellationToken)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Names",
            [.. names.Select((name, index) => CSharpSyntaxTree.ParseText(
                $"using ModuleIdentities; {declare(SymbolDisplay.FormatLiteral(name, quote: true), index)}", path: $"{index}", cancellationToken: cancellationToken))],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics(cancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        ImmutableArray<Diagnostic> diagnostics =
            await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync(cancellationToken);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id == "AD0001");
        HashSet<string> refused = [.. diagnostics.Select(diagnostic => diagnostic.Location.SourceTree!.FilePath)];
        return [.. names.Select((_, index) => !refused.Contains($"{index}"))];
    }
}
