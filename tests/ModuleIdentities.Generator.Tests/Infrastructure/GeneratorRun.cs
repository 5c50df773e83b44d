using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Emission;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>One run of the generator over a compilation, with what is needed for the next.</summary>
internal sealed class GeneratorRun
{
    private readonly GeneratorDriver _driver;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation input, Compilation output)
    {
        _driver = driver;
        Input = input;
        Output = (CSharpCompilation)output;
        Result = driver.GetRunResult().Results.Single();
    }

    public CSharpCompilation Input { get; }

    public CSharpCompilation Output { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>What the generator wrote, without the attribute that is the same for all.</summary>
    public ImmutableArray<GeneratedSourceResult> Sources =>
        [.. Result.GeneratedSources.Where(source => source.HintName != EmbeddedAttributeEmitter.File)];

    public static GeneratorRun Start(CSharpCompilation compilation, CSharpParseOptions? parseOptions = null)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new ModuleIdentityGenerator().AsSourceGenerator()],
            parseOptions: parseOptions ?? TestCompilation.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Run(driver, compilation);
    }

    public GeneratorRun Continue(CSharpCompilation compilation) => Run(_driver, compilation);

    /// <summary>The same project with an option of its build that it had not before.</summary>
    public GeneratorRun WithOption(string name, string value) => Run(_driver.WithUpdatedAnalyzerConfigOptions(new BuildOption(name, value)), Input);

    public string Source(string hintName) => Sources.Single(source => source.HintName == hintName).SourceText.ToString();

    /// <summary>Why each output of the named step is what it is.</summary>
    public ImmutableArray<IncrementalStepRunReason> Reasons(string step) => Result.TrackedSteps.TryGetValue(step, out var runs)
        ? [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)]
        : [];

    /// <summary>Why each generated file is what it is.</summary>
    public ImmutableArray<IncrementalStepRunReason> OutputReasons =>
        [.. Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason)];

    private static GeneratorRun Run(GeneratorDriver driver, CSharpCompilation compilation)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, TestContext.Current.CancellationToken);
        return new GeneratorRun(driver, compilation, output);
    }

    private sealed class BuildOption(string name, string value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(name, value);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(string name, string value) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? found)
            {
                found = key == name ? value : null;
                return found is not null;
            }
        }
    }
}
