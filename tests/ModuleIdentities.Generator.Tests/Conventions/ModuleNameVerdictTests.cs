using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Diagnostics;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

/// <summary>Analyzer and runtime give one verdict on a name.</summary>
public class ModuleNameVerdictTests
{
    private static readonly string[] Names =
    [
        // Every ASCII character, alone and behind a letter.
        .. Enumerable.Range(0, 128).SelectMany(code => new[] { $"{(char)code}", $"a{(char)code}" }),
        "", ".", "..", "...", "$", "$edgeAgent", "a$edgeHub", "DefenderIotMicroAgent", "ü", "aé", "ａ", "٣", "ª", "a\u0301", "a\u200B", "😀", "a\uD83D", "\uDE00", "\uFFFF",
        new string('a', 127), new string('a', 128), new string('a', 129), new string('/', 200), "-.%_*?!(),:=@$'",
    ];

    [Fact]
    public async Task Analyzer_and_runtime_agree()
    {
        CSharpCompilation compilation = TestCompilation.Create([.. Names.Select(
            (name, index) => $"[ModuleIdentity({SymbolDisplay.FormatLiteral(name, quote: true)})] partial class Module{index};")]);
        ImmutableArray<Diagnostic> diagnostics = await AnalyzerTest.DiagnoseAsync(compilation);

        HashSet<string> filesAtFault = [.. diagnostics.Where(diagnostic => diagnostic.Id != DiagnosticIds.MID0030DeviceMustNotHaveTooManyModules).Select(diagnostic => diagnostic.Location.SourceTree!.FilePath)];
        Assert.Equal(
            Names.Where(name => Record.Exception(() => new ModuleClient(name)) is not null),
            Names.Where((_, index) => filesAtFault.Contains($"Source{index}.cs")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$edgeHub")]
    [InlineData("a/b")]
    public void Wrong_name_is_the_only_error(string name) => Assert.Contains(
        $"ModuleId = \"{name}\"", GeneratorTest.Run($"[ModuleIdentity(\"{name}\")] partial class Module;").Source("Module.g.cs"), StringComparison.Ordinal);
}
