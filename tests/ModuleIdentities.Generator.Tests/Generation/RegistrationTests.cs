using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

public class RegistrationTests
{
    private const string File = "ModuleIdentities-Registration.g.cs";

    [Fact]
    public void Project_without_the_generic_host_has_none()
    {
        IEnumerable<MetadataReference> references = TestCompilation.References
            .Where(reference => !reference.Display!.Contains("Extensions.Hosting", StringComparison.Ordinal));
        GeneratorRun run = GeneratorTest.Run(TestCompilation.Create(["""[ModuleIdentity("m")] partial class Module;"""], references));
        Assert.Equal(["Module.g.cs"], run.Sources.Select(source => source.HintName));
    }

    [Fact]
    public void Project_without_module_classes_gets_nothing() => Assert.Empty(GeneratorTest.Run("class Program;").Sources);

    [Fact]
    public void Class_that_nobody_can_reach_is_not_registered() => Assert.DoesNotContain(
        GeneratorTest.Run("""partial class Outer { [ModuleIdentity("m")] protected partial class Module; }""").Sources, source => source.HintName == File);

    [Fact]
    public void Constructor_marked_for_the_container_is_taken() => Assert.Contains(
        "new global::Module(\n                services.GetRequiredService<int>())",
        GeneratorTest.Run("""
            using Microsoft.Extensions.DependencyInjection;
            [ModuleIdentity("m")]
            partial class Module
            {
                public Module(string a, string b) => _ = a + b;
                [ActivatorUtilitiesConstructor] public Module(int x) => _ = x;
            }
            """).Source(File),
        StringComparison.Ordinal);

    [Fact]
    public void Two_projects_that_see_each_others_internals_have_one_each()
    {
        GeneratorRun library = GeneratorTest.Run(TestCompilation.Create(
            ["""[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Program")] [ModuleIdentity("a")] partial class A;"""],
            TestCompilation.References,
            "Library"));
        CSharpCompilation program = TestCompilation.Create(
            [
                """
                using Microsoft.Extensions.Hosting;
                [ModuleIdentity("b")] partial class B { static void Run(IHostApplicationBuilder builder, A a) => builder.AddModuleIdentities(); }
                """,
            ],
            [.. TestCompilation.References, library.Output.ToMetadataReference()],
            "Program");
        Assert.Empty(GeneratorTest.Run(program).Output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }
}
