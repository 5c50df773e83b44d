using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

/// <summary>Generated code has no warning, whatever the project that it comes into has switched on.</summary>
public class CompilationModeTests
{
    private const string Source = """
        using System.Text.Json.Serialization;

        namespace Demo;

        public enum Level : byte { Low, High }

        public record Reading(double Value, string? Note) { public List<int>? More { get; init; } public Level Level { get; set; } }

        public interface IClock { DateTimeOffset Now { get; } }

        /// <summary>All that a module can declare.</summary>
        [ModuleIdentity("m", ModelId = "dtmi:com:example:Module;1")]
        public partial class Module(IClock clock, string? name = null)
        {
            /// <summary>Sends.</summary>
            [Telemetry] public partial Task SendAsync(double temperature, Level level, TimeSpan age, [MessageProperty] string? alarm = null, CancellationToken cancellationToken = default);

            /// <summary>Sends.</summary>
            [Telemetry] public partial Task SendReadingAsync(Reading reading);

            /// <summary>Sends.</summary>
            [Telemetry(Component = "part")] public partial Task SendManyAsync(IAsyncEnumerable<Reading> readings);

            /// <summary>Reports.</summary>
            [ReportedProperty] public partial Task ReportAsync(Dictionary<string, Reading?> map, int[] numbers);

            [DesiredProperty] private Task<PropertyResponse> OnTargetAsync(Reading? target, long version, CancellationToken token) => Task.FromResult(PropertyResponse.Completed($"{target}{version}{token}{clock}{name}"));
            [DirectMethod] private MethodResponse<Reading> Get(Level level) => MethodResponse.Ok(new Reading((int)level, null));
        }
        """;

    public static TheoryData<NullableContextOptions, LanguageVersion, DocumentationMode, bool> Modes
    {
        get
        {
            TheoryData<NullableContextOptions, LanguageVersion, DocumentationMode, bool> modes = [];
            foreach (NullableContextOptions nullable in Enum.GetValues<NullableContextOptions>())
            {
                modes.Add(nullable, LanguageVersion.CSharp14, DocumentationMode.Diagnose, false);
            }

            modes.Add(NullableContextOptions.Enable, LanguageVersion.Latest, DocumentationMode.Parse, true);
            modes.Add(NullableContextOptions.Disable, LanguageVersion.Preview, DocumentationMode.None, true);
            return modes;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void No_warning_in_any_mode(NullableContextOptions nullable, LanguageVersion version, DocumentationMode documentation, bool checkOverflow)
    {
        CSharpParseOptions parseOptions = new(version, documentation);
        CSharpCompilation compilation = TestCompilation.Create(Source);
        compilation = compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(tree.ToString(), parseOptions, tree.FilePath)))
            .WithOptions(compilation.Options
                .WithNullableContextOptions(nullable)
                .WithOverflowChecks(checkOverflow)
                .WithAllowUnsafe(false)
                .WithWarningLevel(9999)
                .WithGeneralDiagnosticOption(ReportDiagnostic.Error));
        GeneratorRun run = GeneratorRun.Start(compilation, parseOptions);
        HashSet<SyntaxTree> generated = [.. run.Result.GeneratedSources.Select(source => source.SyntaxTree)];
        Assert.NotEmpty(generated);
        Findings.AssertNone(run.Output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Info && diagnostic.Location.SourceTree is { } tree && generated.Contains(tree)));
    }

    /// <summary>An editor shows the user's half before the generator has run: it lacks the bodies that C# asks for, and nothing else.</summary>
    [Fact]
    public void User_half_lacks_only_the_bodies_before_the_first_run()
    {
        const string MissingBody = "CS8795";
        Diagnostic[] errors =
        [
            .. TestCompilation.Create(Source).GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
        ];
        Assert.Equal(4, errors.Length);
        Assert.All(errors, error => Assert.Equal(MissingBody, error.Id));
    }
}
