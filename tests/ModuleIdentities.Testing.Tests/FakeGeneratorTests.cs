using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator;

namespace ModuleIdentities.Testing.Tests;

/// <summary>The generator of fakes in the compiler: what it does when a project is not as one expects, and how seldom it does anything.</summary>
public sealed class FakeGeneratorTests
{
    private const string Usings = """
        global using System.Threading;
        global using System.Threading.Tasks;
        global using ModuleIdentities;
        global using ModuleIdentities.Testing;
        """;

    // As the generator of modules leaves a project that is referenced.
    private const string Library = """
        using System.CodeDom.Compiler;

        namespace Library;

        internal sealed record Secret(int Value);

        [GeneratedCode("ModuleIdentities", "0.1.0")]
        internal interface ISensor
        {
            Task SendAsync(int value, CancellationToken cancellationToken = default);

            Task SendAsync(string value, CancellationToken cancellationToken = default);

            Task SendSecretAsync(Secret secret);

            Task PublishAsync(int @class, int Class);
        }

        internal sealed class Sensor : IModuleClass, ISensor
        {
            public static string ModuleId => "sensor";

            public ModuleClient ModuleClient => null!;

            public Task SendAsync(int value, CancellationToken cancellationToken = default) => Task.CompletedTask;

            public Task SendAsync(string value, CancellationToken cancellationToken = default) => Task.CompletedTask;

            public Task SendSecretAsync(Secret secret) => Task.CompletedTask;

            public Task PublishAsync(int @class, int Class) => Task.CompletedTask;

            public ValueTask DisposeAsync() => default;
        }

        internal sealed class Silent : IModuleClass
        {
            public static string ModuleId => "silent";

            public ModuleClient ModuleClient => null!;

            public ValueTask DisposeAsync() => default;
        }
        """;

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Overloads_internal_types_and_names_that_differ_in_case_compile()
    {
        (GeneratorDriver driver, Compilation output) = Run("[FakeModule<Library.Sensor>] public sealed partial class FakeSensor;");

        Assert.Empty(output.GetDiagnostics(Cancellation).Where(found => found.Severity >= DiagnosticSeverity.Warning));
        string text = Text(driver);
        Assert.Contains("public global::ModuleIdentities.Testing.SentLog<int> Sent {", text, StringComparison.Ordinal);
        Assert.Contains("public global::ModuleIdentities.Testing.SentLog<string> Sent2 {", text, StringComparison.Ordinal);
        Assert.Contains("internal global::ModuleIdentities.Testing.SentLog<global::Library.Secret> SentSecret {", text, StringComparison.Ordinal);
        Assert.Contains("public global::ModuleIdentities.Testing.SentLog<(int, int)> PublishCalls {", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fakes_are_where_they_are_declared()
    {
        (_, Compilation output) = Run("""
            namespace Tests
            {
                internal partial class Outer<T>
                {
                    [FakeModule<Library.Sensor>] private sealed partial record Fake;
                }

                [FakeModule<Library.Sensor>] internal sealed partial class fake;

                [FakeModule<Library.Sensor>] internal sealed partial class Fake;
            }
            """);

        // CS8981: the one with a small letter.
        Assert.Empty(output.GetDiagnostics(Cancellation).Where(found => found.Severity >= DiagnosticSeverity.Warning && found.Id != "CS8981"));
        Assert.Equal(3, output.GetSymbolsWithName(name => name is "Fake" or "fake", SymbolFilter.Type, Cancellation)
            .Count(type => ((INamedTypeSymbol)type).AllInterfaces.Any(each => each.Name == "ISensor")));
    }

    [Theory]
    [InlineData("[FakeModule<Library.Silent>] internal sealed partial class Fake;")]
    [InlineData("[FakeModule<Missing>] internal sealed partial class Fake;")]
    [InlineData("[FakeModule<Library.Sensor[]>] internal sealed partial class Fake;")]
    [InlineData("internal sealed partial class Fake;")]
    public void What_has_nothing_to_fake_is_left_alone(string source) => Assert.Empty(Run(source).Driver.GetRunResult().GeneratedTrees);

    [Fact]
    public void An_edit_elsewhere_writes_nothing_again()
    {
        SyntaxTree edited = Parse("class Other { int M() => 1; }");
        (GeneratorDriver driver, Compilation _) = Run("[FakeModule<Library.Sensor>] internal sealed partial class Fake;", edited);
        CSharpCompilation after = Compile("[FakeModule<Library.Sensor>] internal sealed partial class Fake;", Parse("class Other { int M() => 2; int N() => 3; }"));

        GeneratorRunResult result = driver.RunGenerators(after, Cancellation).GetRunResult().Results.Single();

        Assert.All(
            result.TrackedSteps[FakeModuleGenerator.FakesStep].SelectMany(step => step.Outputs),
            output => Assert.Contains(output.Reason, new[] { IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached }));
        Assert.All(
            result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static (GeneratorDriver Driver, Compilation Output) Run(string source, params SyntaxTree[] more)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new FakeModuleGenerator().AsSourceGenerator()],
            parseOptions: CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.Diagnose),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(Compile(source, more), out Compilation output, out ImmutableArray<Diagnostic> diagnostics, Cancellation);
        Assert.Empty(diagnostics);
        return (driver, output);
    }

    private static CSharpCompilation Compile(string source, params SyntaxTree[] more)
    {
        CSharpCompilationOptions options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        SyntaxTree friend = Parse("""[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Tests")]""");
        using MemoryStream library = new();
        Assert.True(CSharpCompilation.Create("Library", [Parse(Usings), friend, Parse(Library)], s_references, options).Emit(library, cancellationToken: Cancellation).Success);
        return CSharpCompilation.Create(
            "Tests", [Parse(Usings), Parse(source), .. more], [.. s_references, MetadataReference.CreateFromImage(library.ToArray())], options);
    }

    private static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default, cancellationToken: Cancellation);

    private static string Text(GeneratorDriver driver) => driver.GetRunResult().GeneratedTrees.Single().ToString();
}
