using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>A project with annotated classes among unrelated ones, and the runs of a generator over it.</summary>
internal sealed class Workload(Subject subject, int classes, int unrelated)
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private readonly CSharpCompilationOptions _options = new(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false);

    private readonly ImmutableArray<MetadataReference> _references = [.. FrameworkReferences.All, .. subject.References];

    /// <summary>The project from its text on: nothing is parsed or bound yet.</summary>
    public CSharpCompilation CreateCompilation()
    {
        List<SyntaxTree> trees = [];
        for (int i = 0; i < classes; i++)
        {
            trees.Add(Parse(subject.Source(i, Edit.None), $"Class{i}.cs"));
        }

        for (int i = 0; i < unrelated; i++)
        {
            trees.Add(Parse(UnrelatedSource(i, Edit.None), $"Unrelated{i}.cs"));
        }

        if (subject.Preamble.Length > 0)
        {
            trees.Add(Parse(subject.Preamble, "Preamble.cs"));
        }

        return CSharpCompilation.Create("Bench", trees, _references, _options);
    }

    /// <summary>The project after an edit. The same compilation for an option.</summary>
    public CSharpCompilation Apply(Edit edit, CSharpCompilation compilation) => edit switch
    {
        Edit.Option => compilation,
        Edit.Unrelated => Replace(compilation, classes, UnrelatedSource(0, edit)),
        _ => Replace(compilation, 0, subject.Source(0, edit)),
    };

    public GeneratorDriver CreateDriver(bool isTracking) => CSharpGeneratorDriver.Create(
        subject.CreateGenerators(),
        parseOptions: ParseOptions,
        optionsProvider: new Options(""),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, isTracking));

    /// <summary>A driver with what an edit of the project's options does to it.</summary>
    public static GeneratorDriver Apply(Edit edit, GeneratorDriver driver) =>
        edit == Edit.Option ? driver.WithUpdatedAnalyzerConfigOptions(new Options("changed")) : driver;

    public static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(Microsoft.CodeAnalysis.Text.SourceText.From(text, System.Text.Encoding.UTF8), ParseOptions, path);

    private static CSharpCompilation Replace(CSharpCompilation compilation, int index, string text)
    {
        SyntaxTree old = compilation.SyntaxTrees[index];
        return compilation.ReplaceSyntaxTree(old, Parse(text, old.FilePath));
    }

    private static string UnrelatedSource(int n, Edit edit) => $$"""
        namespace Bench.Unrelated.Part{{n % 20}};

        public class Unrelated{{n}}
        {
            private readonly int _number = {{n}};

            public string Name { get; set; } = "";

            public int Compute(int x) => x + _number + {{(edit == Edit.Unrelated ? "2" : "1")}};

            public override string ToString() => Name + Compute(1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        """;

    private sealed class Options(string value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(value);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(string value) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? found)
            {
                found = key == "build_property.SomebodyElsesOption" ? value.ToString(CultureInfo.InvariantCulture) : null;
                return found is not null;
            }
        }
    }
}
