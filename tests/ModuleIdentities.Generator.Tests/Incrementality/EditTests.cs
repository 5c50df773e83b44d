using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ModuleIdentities.Generator.Tests.Incrementality;

/// <summary>What an edit makes the generator do again.</summary>
public class EditTests
{
    private const string First = """
        namespace Demo;

        [ModuleIdentity("first")]
        public partial class First(TimeProvider clock)
        {
            [Telemetry] public partial Task SendAsync(double temperature);

            public long Now() => clock.GetTimestamp();
        }
        """;

    private const string Second = """
        namespace Demo;

        [ModuleIdentity(Names.Second)]
        public partial class Second
        {
            [Telemetry] public partial Task SendAsync(int value);
        }
        """;

    private const string Names = """
        namespace Demo;

        internal static class Names
        {
            public const string Second = "second";
        }
        """;

    [Theory]
    [InlineData("temperature);", "temperature); // comment")]
    [InlineData("public partial class First", "/// <summary>Documented.</summary>\npublic partial class First")]
    [InlineData("clock.GetTimestamp()", "clock.GetTimestamp() + 1")]
    [InlineData("public long Now()", "public long Later()")]
    [InlineData("[ModuleIdentity(\"first\")]", "[ModuleIdentity(moduleId: \"fir\" + \"st\")]")]
    public void Edit_that_generated_code_cannot_see(string before, string after)
    {
        GeneratorRun run = Edit(First, before, after);
        Assert.All(run.Reasons(TrackingNames.Modules), reason => Assert.True(reason is Unchanged or Cached));
        Assert.All(run.OutputReasons, reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void Same_sources_are_not_read_again()
    {
        GeneratorRun run = GeneratorTest.Run(First, Second, Names);
        GeneratorRun again = run.Continue(run.Input);
        Assert.Equal(2, again.Reasons(TrackingNames.Modules).Length);
        Assert.All(again.Reasons(TrackingNames.Modules), reason => Assert.Equal(Cached, reason));
        Assert.All(again.OutputReasons, reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void Member_moved_behind_another_one() => Assert.All(
        Edit(
            First,
            "    [Telemetry] public partial Task SendAsync(double temperature);\n\n    public long Now() => clock.GetTimestamp();",
            "    public long Now() => clock.GetTimestamp();\n\n    [Telemetry] public partial Task SendAsync(double temperature);").OutputReasons,
        reason => Assert.Equal(Cached, reason));

    [Theory]
    [InlineData("double temperature", "float temperature")]
    [InlineData("double temperature", "double humidity")]
    [InlineData("double temperature", "double? temperature")]
    [InlineData("public partial Task", "public virtual partial Task")]
    [InlineData("SendAsync", "SendTemperatureAsync")]
    [InlineData("\"first\"", "\"1st\"")]
    public void Edit_of_one_class_writes_that_class_only(string before, string after)
    {
        GeneratorRun run = Edit(First, before, after);
        AssertOneIsNew(run.Reasons(TrackingNames.Modules));
        AssertOneIsNew(run.OutputReasons);
        Assert.All(run.Reasons(TrackingNames.Registrations), reason => Assert.True(reason is Unchanged or Cached));
    }

    [Fact]
    public void Option_that_nobody_reads_changes_nothing()
    {
        GeneratorRun run = GeneratorTest.Run(First, Second, Names).WithOption("build_property.SomebodyElses", "1");
        Assert.All(run.Reasons(TrackingNames.Modules), reason => Assert.True(reason is Unchanged or Cached));
        Assert.All(run.OutputReasons, reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void New_dependency_writes_the_class_and_the_registration()
    {
        GeneratorRun run = Edit(First, "TimeProvider clock", "TimeProvider clock, IServiceProvider services");
        AssertOneIsNew(run.Reasons(TrackingNames.Registrations));
        Assert.Equal(2, run.OutputReasons.Count(reason => reason == Modified));
    }

    [Fact]
    public void Constant_in_another_file_is_followed()
    {
        GeneratorRun run = Edit(Names, "\"second\"", "\"2nd\"");
        Assert.Contains("ModuleId = \"2nd\"", run.Source("Demo.Second.g.cs"), StringComparison.Ordinal);
        AssertOneIsNew(run.OutputReasons);
    }

    [Fact]
    public void Class_that_becomes_wrong_loses_its_client()
    {
        GeneratorRun run = Edit(First, "public partial class First", "public abstract partial class First");
        Assert.DoesNotContain("ModuleClient", run.Source("Demo.First.g.cs"), StringComparison.Ordinal);
        Assert.DoesNotContain("First", run.Source("ModuleIdentities-Registration.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Base_class_in_another_file_is_followed()
    {
        CSharpCompilation compilation = TestCompilation.Create(
            """[ModuleIdentity("m")] public partial class Module : Base;""", "public class Base { public string Text => \"\"; }");
        GeneratorRun run = GeneratorTest.Run(compilation);
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        Assert.NotEmpty(run.Sources);
        Assert.Empty(run.Continue(compilation.ReplaceSyntaxTree(
            tree, TestCompilation.Parse("public class Base { public string ModuleId => \"\"; }", tree.FilePath))).Sources);
    }

    [Fact]
    public void Telemetry_in_another_part_of_the_class_is_followed()
    {
        GeneratorRun run = GeneratorTest.Run(First, Second, Names);
        GeneratorRun edited = run.Continue(run.Input.AddSyntaxTrees(TestCompilation.Parse(
            "namespace Demo; partial class Second { [Telemetry] public partial Task SendMoreAsync(int more); }", "More.cs")));
        Assert.Contains("SendMoreAsync", edited.Source("Demo.Second.g.cs"), StringComparison.Ordinal);
        AssertOneIsNew(edited.OutputReasons);
    }

    [Fact]
    public void Alias_in_another_file_is_followed()
    {
        const string Alias = "global using Marked = ModuleIdentities.ModuleIdentityAttribute;";
        GeneratorRun run = GeneratorTest.Run("""[Marked("m")] public partial class Module;""", Alias);
        SyntaxTree tree = run.Input.SyntaxTrees.Single(tree => tree.ToString() == Alias);
        Assert.NotEmpty(run.Sources);
        Assert.Empty(run.Continue(run.Input.ReplaceSyntaxTree(
            tree, TestCompilation.Parse("global using Marked = System.Diagnostics.CodeAnalysis.ExperimentalAttribute;", tree.FilePath))).Sources
            .Where(source => source.HintName == "Module.g.cs"));
    }

    [Fact]
    public void Documentation_is_followed_into_the_model()
    {
        const string Payload = "/// <param name=\"X\">Before.</param>\npublic record Payload(int X);";
        GeneratorRun run = GeneratorTest.Run(
            """[ModuleIdentity("m", ModelId = "dtmi:com:example:Module;1")] public partial class Module { [Telemetry] public partial Task SendAsync(Payload payload); }""",
            Payload);
        SyntaxTree tree = run.Input.SyntaxTrees.Single(tree => tree.ToString() == Payload);
        GeneratorRun edited = run.Continue(run.Input.ReplaceSyntaxTree(
            tree, TestCompilation.Parse(Payload.Replace("Before", "After", StringComparison.Ordinal), tree.FilePath)));
        Assert.Contains("After.", edited.Source("Module.g.cs"), StringComparison.Ordinal);
        AssertOneIsNew(edited.OutputReasons);
    }

    [Fact]
    public void One_of_a_hundred_classes_is_written_again()
    {
        CSharpCompilation compilation = TestCompilation.Create(
            [.. Enumerable.Range(0, 100).Select(i => $"[ModuleIdentity(\"m{i}\")] partial class M{i} {{ [Telemetry] public partial Task SendAsync(int x); }}")]);
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        GeneratorRun run = GeneratorRun.Start(compilation).Continue(compilation.ReplaceSyntaxTree(
            tree, TestCompilation.Parse(tree.ToString().Replace("int x", "int y", StringComparison.Ordinal), tree.FilePath)));
        Assert.Equal(1, run.OutputReasons.Count(reason => reason == Modified));
        // 99 classes and the registration.
        Assert.Equal(100, run.OutputReasons.Count(reason => reason == Cached));
    }

    private static GeneratorRun Edit(string source, string before, string after)
    {
        GeneratorRun run = GeneratorTest.Run(First, Second, Names);
        SyntaxTree tree = run.Input.SyntaxTrees.Single(tree => tree.ToString() == source);
        string edited = source.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(source, edited);
        return run.Continue(run.Input.ReplaceSyntaxTree(tree, TestCompilation.Parse(edited, tree.FilePath)));
    }

    private static void AssertOneIsNew(IEnumerable<IncrementalStepRunReason> reasons)
    {
        Assert.Single(reasons, reason => reason is Modified);
        Assert.Single(reasons, reason => reason is not (Cached or Unchanged));
    }
}
