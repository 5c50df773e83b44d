using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModuleIdentities.Generator.Parsing;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

public class RobustnessTests
{
    private const string Torture = """"
        using Microsoft.Extensions.DependencyInjection;
        namespace Demo;
        public partial record struct @struct
        {
            public static partial class Inner
            {
                [ModuleIdentity($"a{"b"}" + @"c" + """d""")]
                internal sealed partial class @event([FromKeyedServices(typeof(List<int>))] List<int?>? list = null, char c = '\'', params int[] rest) : Base, IDisposable
                {
                    [Telemetry] protected override partial Task @return(int @int, string? Item1, DayOfWeek? day = DayOfWeek.Friday, CancellationToken token = default);
                    [Telemetry, Obsolete("x")] internal partial Task Other();
                    public void Dispose() => _ = (list, c, rest);
                }
            }
        }
        public abstract class Base { protected abstract Task @return(int @int, string? Item1, DayOfWeek? day = DayOfWeek.Friday, CancellationToken token = default); }
        """";

    [Fact]
    public void Torture_is_generated() => Assert.Equal(2, GeneratorTest.Run(Torture).Sources.Length);

    [Fact]
    public async Task No_file_that_ends_in_or_before_a_token_throws()
    {
        foreach (TextSpan token in Tokens)
        {
            await AssertNothingThrowsAsync(Torture[..token.Start]);
            if (token.Length > 1)
            {
                await AssertNothingThrowsAsync(Torture[..(token.Start + (token.Length / 2))]);
            }
        }
    }

    [Fact]
    public async Task No_missing_token_throws()
    {
        foreach (TextSpan token in Tokens)
        {
            await AssertNothingThrowsAsync(Torture.Remove(token.Start, token.Length));
        }
    }

    /// <summary>What the torture file has no room for: only the parser is asked, which is the part that sees such code.</summary>
    [Fact]
    public void No_missing_token_of_payloads_and_received_methods_throws()
    {
        const string Payloads = """
            using System.Text.Json.Serialization;
            [JsonConverter(typeof(JsonStringEnumConverter<Level>))] enum Level : byte { Low, [JsonStringEnumMemberName("high")] High = 7 }
            class Box<T> { [JsonPropertyName("c"), SemanticType("Mass", "gram")] public T? Content { get; init; } [JsonIgnore] public required int Size; }
            class Pair<TKey, TValue> { public Dictionary<TKey, List<TValue[]>>? All { get; set; } public Pair<TKey, TValue>? Next { get; set; } }
            /// <summary>A <see cref="Box{T}"/>.</summary>
            /// <param name="A">It.</param>
            [JsonDerivedType(typeof(More), "more")] record Reading(int? A, string B = "b") { [JsonConstructor] Reading() : this(1) { } [JsonExtensionData] public Dictionary<string, object>? Rest { get; set; } }
            record More(Level Level) : Reading(1);
            [ModuleIdentity("m", ModelId = "dtmi:com:example:Module;1", JsonContext = typeof(Module))]
            partial class Module(TimeProvider clock)
            {
                /// <summary>Sends.</summary>
                [Telemetry(Component = "part")] public partial Task SendAsync(IReadOnlyList<Reading> readings, [MessageProperty("x")] Level? level = Level.High, CancellationToken token = default);
                [ReportedProperty] public partial Task ReportAsync(Box<int> box, Pair<string, Level> pair, params double[] rest);
                [DesiredProperty("a")] ValueTask<PropertyResponse> OnAsync(Box<Reading?>? value, long version, CancellationToken token) => default;
                [DirectMethod] [return: SemanticType("Mass", "gram")] Task<MethodResponse<double>> GetAsync(Pair<Guid, More> request) => null!;
            }
            """;
        SyntaxTree tree = TestCompilation.Parse(Payloads, "Payloads.cs");
        Assert.NotNull(ParsedSource.Of(Payloads).Module().Client);
        foreach (SyntaxToken token in tree.GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Where(token => token.Span.Length > 0))
        {
            AssertParses(Payloads.Remove(token.SpanStart, token.Span.Length));
            AssertParses(Payloads[..token.SpanStart]);
        }
    }

    private static void AssertParses(string source)
    {
        ParsedSource parsed = ParsedSource.Of(source);
        foreach (INamedTypeSymbol type in parsed.Compilation.Assembly.GlobalNamespace.GetTypeMembers())
        {
            ModuleClassParser.Parse(type, parsed.Compilation, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Class_without_a_name_is_the_compilers_business() =>
        Assert.Empty(GeneratorRun.Start(TestCompilation.Create("""[ModuleIdentity("m")] public partial class""")).Sources);

    [Fact]
    public void Names_that_differ_in_case_have_files_of_their_own()
    {
        GeneratorRun run = GeneratorTest.Run("""
            [ModuleIdentity("a")] partial class Module;
            [ModuleIdentity("b")] partial class MODULE;
            [ModuleIdentity("c")] partial class Other;
            """);
        Assert.Equal(4, run.Sources.Select(source => source.HintName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains(run.Sources, source => source.HintName == "Other.g.cs");
    }

    [Fact]
    public void Nesting_and_namespace_of_one_name_have_files_of_their_own() => Assert.Equal(3, GeneratorTest.Run(
        """namespace Demo { public partial class Outer { [ModuleIdentity("a")] partial class Module; } }""",
        """namespace Demo.Outer2 { [ModuleIdentity("b")] partial class Module; }""").Sources.Length);

    [Fact]
    public void File_names_are_ASCII_and_bounded()
    {
        string longName = new('x', 300);
        GeneratorRun run = GeneratorTest.Run($$"""
            [ModuleIdentity("a")] partial class Größe;
            [ModuleIdentity("b")] partial class Grüße;
            [ModuleIdentity("c")] partial class {{longName}}1;
            [ModuleIdentity("d")] partial class {{longName}}2;
            """);
        Assert.All(run.Sources, source => Assert.True(Ascii.IsValid(source.HintName) && source.HintName.Length <= 120));
        Assert.Equal(5, run.Sources.Length);
    }

    [Fact]
    public void Order_of_files_does_not_matter()
    {
        string[] sources =
        [
            """namespace Demo; [ModuleIdentity("a")] partial class A { [Telemetry] public partial Task SendAAsync(); }""",
            "namespace Demo; partial class A { [Telemetry] public partial Task SendBAsync(); }",
            """namespace Demo; [ModuleIdentity("b")] partial class B;""",
            "namespace Demo; partial class A { [Telemetry] public partial Task SendCAsync(); }",
        ];
        CSharpCompilation compilation = TestCompilation.Create(sources);
        SyntaxTree[] trees = [.. compilation.SyntaxTrees];
        Dictionary<string, string> expected = Texts(compilation);
        Random random = new(1);
        for (int i = 0; i < 20; i++)
        {
            random.Shuffle(trees);
            Assert.Equal(expected, Texts(compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(trees)));
        }
    }

    [Fact]
    public void Lines_end_alike_on_every_machine() =>
        Assert.All(GeneratorTest.Run(Torture.ReplaceLineEndings("\r\n")).Sources, source => Assert.DoesNotContain('\r', source.SourceText.ToString()));

    private static IEnumerable<TextSpan> Tokens =>
        TestCompilation.Parse(Torture, "").GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Select(token => token.Span);

    private static Dictionary<string, string> Texts(CSharpCompilation compilation) =>
        GeneratorRun.Start(compilation).Sources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    private static async Task AssertNothingThrowsAsync(string source) =>
        await AnalyzerTest.DiagnoseAsync(GeneratorRun.Start(TestCompilation.Create(source)));
}
