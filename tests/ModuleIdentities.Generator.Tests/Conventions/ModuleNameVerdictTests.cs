using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

/// <summary>Analyzer, generator and runtime give one verdict on a name.</summary>
public class ModuleNameVerdictTests
{
    public static TheoryData<string> Names =>
    [
        // Every ASCII character, alone and behind a letter.
        .. Enumerable.Range(0, 128).SelectMany(code => new[] { $"{(char)code}", $"a{(char)code}" }),
        "", "$", "$edgeAgent", "a$edgeHub", "DefenderIotMicroAgent", "ü", "aé", "ａ", "٣", "ª", "a\u0301", "a\u200B", "😀", "a\uD83D", "\uDE00", "\uFFFF",
        new string('a', 127), new string('a', 128), new string('a', 129), new string('/', 200), "-.%_*?!(),:=@$'",
    ];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Analyzer_generator_and_runtime_agree(string name)
    {
        CSharpCompilation compilation = TestCompilation.Create($"[ModuleIdentity({SymbolDisplay.FormatLiteral(name, quote: true)})] partial class Module;");
        ImmutableArray<Diagnostic> diagnostics = await AnalyzerTest.DiagnoseAsync(compilation);
        bool isGenerated = GeneratorRun.Start(compilation).Sources.Length > 0;
        bool isAcceptedByRuntime = Record.Exception(() => new ModuleClient(name)) is null;

        Assert.Equal(isAcceptedByRuntime, diagnostics.IsEmpty);
        Assert.Equal(isAcceptedByRuntime, isGenerated);
    }
}
