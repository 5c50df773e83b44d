using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

/// <summary>
/// A command-line build asks the analyzers only when every declaration compiles. So a wrong class is completed as far as it can be, and where it
/// cannot, the generator reports in the analyzers' place.
/// </summary>
public class BlockedBuildTests
{
    private const string Telemetry = "{ [Telemetry] public partial Task SendAsync(int x); }";

    [Fact]
    public Task Class_that_is_not_partial() => VerifyReportedByGeneratorAsync(
        $$"""[ModuleIdentity("m")] public class {|MID0006:Module|} {{Telemetry}}""",
        "Module class 'Module' must be partial, so that its client can be generated");

    [Fact]
    public Task Containing_type_that_is_not_partial() => VerifyReportedByGeneratorAsync(
        $$"""
        public class {|MID0007:Outer|}
        {
            [ModuleIdentity("a")] public partial class A;
            [ModuleIdentity("b")] public partial class B {{Telemetry}}
            [ModuleIdentity("c")] public partial class C {{Telemetry}}
        }
        """,
        "'Outer' must be partial, because it contains the module class 'B'");

    [Fact]
    public Task File_local_class() => VerifyReportedByGeneratorAsync(
        $$"""[ModuleIdentity("m")] {|MID0011:file|} partial class Module {{Telemetry}}""",
        "Module class 'Module' cannot be file-local or in a file-local type, because its other half is in a generated file");

    [Fact]
    public Task Static_class() => VerifyReportedByGeneratorAsync(
        $$"""[ModuleIdentity("m")] public {|MID0009:static|} partial class Module {{Telemetry}}""",
        "Module class 'Module' cannot be static, because an instance holds the connection");

    [Theory]
    [InlineData("abstract partial class Module")]
    [InlineData("partial class Module<T, U> where T : class")]
    [InlineData("partial record Module(int Number)")]
    public void Class_that_cannot_have_a_client_is_completed(string declaration) =>
        AssertCompleted($"[ModuleIdentity(\"m\")] {declaration} {Telemetry}");

    [Fact]
    public void Class_in_a_generic_type_is_completed() =>
        AssertCompleted($$"""partial interface IOuter<T, U> { [ModuleIdentity("m")] partial class Module {{Telemetry}} }""");

    [Theory]
    [InlineData("static partial Task SendAsync(int x)")]
    [InlineData("partial Task SendAsync<T, U>(T x, U? y) where T : class, IDisposable, new() where U : struct")]
    [InlineData("partial ValueTask<(int A, string? B)> SendAsync(int x)")]
    [InlineData("partial ref readonly int SendAsync(int x)")]
    [InlineData("partial void SendAsync(ref int a, in int b, out int c, ref readonly int d, scoped ReadOnlySpan<char> e, params int[] f)")]
    [InlineData("unsafe partial Task SendAsync(int* x, delegate*<int, void> y)")]
    [InlineData("virtual partial Task SendAsync(Dictionary<string, List<int?>?>? x, dynamic? @class = null)")]
    public void Method_that_cannot_be_implemented_is_completed(string method) =>
        AssertCompleted($"[ModuleIdentity(\"m\")] partial class Module {{ [Telemetry] public {method}; }}");

    private static Task VerifyReportedByGeneratorAsync(string markedSource, params string[] messages)
    {
        GeneratorRun run = GeneratorRun.Start(TestCompilation.Create(MarkedSource.Parse(markedSource).Text));
        Assert.Equal(messages, run.Result.Diagnostics.Select(diagnostic => diagnostic.GetMessage(null)));
        Assert.NotEmpty(run.Reasons(TrackingNames.Blocked));
        GraphGuard.AssertValuesOnly(run.Result);
        // Once, that is, not by an analyzer too.
        return AnalyzerTest.VerifyAsync(markedSource, messages);
    }

    private static void AssertCompleted(string source)
    {
        GeneratorRun run = GeneratorRun.Start(TestCompilation.Create(source));
        Assert.Empty(run.Result.Diagnostics);
        Findings.AssertNone(run.Output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.Contains(run.Sources, source => source.SourceText.ToString().Contains("NotSupportedException", StringComparison.Ordinal));
    }
}
