using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Incrementality;

/// <summary>Whatever is kept from run to run: what comes out after edits is what comes out of the edited project alone.</summary>
public class EditSequenceTests
{
    private static readonly string[] Files =
    [
        """
        namespace Demo;

        /// <summary>Measures.</summary>
        [ModuleIdentity(Names.Id, ModelId = "dtmi:com:example:Module;1")]
        public partial class Module
        {
            [Telemetry] public partial Task SendAsync(Reading reading, Level level, CancellationToken token = default);
            [Telemetry] public partial Task SendMoreAsync(Level level, double number);
            [DirectMethod] private int Get() { return 1; }
        }
        """,
        """
        namespace Demo;

        public partial class Module : Base
        {
            [ReportedProperty] public partial Task ReportAsync(Level level = Names.Usual);
            [DesiredProperty] private void OnLimit(Reading? limit) { _ = limit; }
        }

        [ModuleIdentity("other")]
        public partial class Other(IServiceProvider services)
        {
            [Telemetry] public partial Task SendAsync(double one, [MessageProperty] string? two);
            private object Services => services;
        }
        """,
        """
        namespace Demo;

        internal static class Names
        {
            public const string Id = "m";
            public const Level Usual = Level.High;
            public static int Count() => 1;
        }

        public enum Level : byte { Low, High }

        public class Base { public virtual void Run() { Names.Count(); } }

        /// <summary>What is measured.</summary>
        public class Reading
        {
            /// <summary>Its value.</summary>
            public double Value { get; set; }
            public string? Note { get; set; }
        }
        """,
    ];

    // Each is made, and taken back when it comes again.
    private static readonly (int File, string Before, string After)[] Edits =
    [
        (0, "Task SendAsync(Reading", "Task SendReadingAsync(Reading"),
        (0, "public partial class Module\n", "public partial class Module // said\n"),
        (0, "return 1;", "return 2;"),
        (0, "double number", "float number"),
        (0, "namespace Demo;", "using Level = System.DayOfWeek;\nnamespace Demo;"),
        (0, "Measures.", "Watches."),
        (0, "public partial class Module\n", "public abstract partial class Module\n"),
        (1, ": Base", ""),
        (1, "_ = limit;", "_ = limit; _ = limit;"),
        (1, "Reading? limit", "Reading? limit, long version"),
        (1, "namespace Demo;", "#nullable disable\nnamespace Demo;"),
        (1, "(IServiceProvider services)", "(IServiceProvider services, TimeProvider clock)"),
        (2, "Id = \"m\"", "Id = \"n\""),
        (2, "Count() => 1", "Count() => 2"),
        (2, "Level.High", "Level.Low"),
        (2, "Level : byte", "Level : long"),
        (2, "Low, High", "Low, Middle, High"),
        (2, "Names.Count();", "Names.Count(); Names.Count();"),
        (2, "public virtual void Run()", "public string ModuleId => \"\"; public virtual void Run()"),
        (2, "Its value.", "Its number."),
        (2, "double Value", "decimal Value"),
        (2, "string? Note", "Reading? Note"),
        (2, "public class Reading", "internal class Reading"),
        (2, "public enum Level", "[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))] public enum Level"),
        (2, "public double Value", "[System.Text.Json.Serialization.JsonPropertyName(\"v\")] public double Value"),
    ];

    [Fact]
    public void Any_run_of_edits_comes_to_what_the_edited_project_alone_comes_to() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(40),
        Prop.ForAll(Gen.Choose(0, Edits.Length - 1).NonEmptyListOf().Resize(12).ToArbitrary(), AssertSame));

    private static void AssertSame(IList<int> edits)
    {
        string[] files = [.. Files];
        CSharpCompilation compilation = TestCompilation.Create(files);
        GeneratorRun run = GeneratorRun.Start(compilation);
        foreach (int edit in edits)
        {
            (int file, string before, string after) = Edits[edit];
            bool isMade = after.Length > 0 && files[file].Contains(after, StringComparison.Ordinal);
            string edited = isMade ? files[file].Replace(after, before, StringComparison.Ordinal) : files[file].Replace(before, after, StringComparison.Ordinal);
            SyntaxTree tree = compilation.SyntaxTrees[file + 1];
            compilation = compilation.ReplaceSyntaxTree(tree, TestCompilation.Parse(edited, tree.FilePath));
            files[file] = edited;
            run = run.Continue(compilation);
            Assert.Equal(Texts(GeneratorRun.Start(compilation)), Texts(run));
        }
    }

    private static IEnumerable<string> Texts(GeneratorRun run) =>
        run.Sources.Select(source => $"{source.HintName}\n{source.SourceText}").Order(StringComparer.Ordinal);
}
