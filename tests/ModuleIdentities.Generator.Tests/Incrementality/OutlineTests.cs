using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Incrementality;

/// <summary>A class is read again after an edit exactly when a declaration may have changed: not after one of statements.</summary>
public class OutlineTests
{
    private const string Module = """
        namespace Demo;

        [ModuleIdentity(Names.Id)]
        public partial class Module
        {
            [Telemetry] public partial Task SendAsync(Reading reading, Level level = Names.Usual);
        }
        """;

    private const string Others = """
        using Number = System.Double;
        Console.WriteLine("hello");
        Local();
        void Local() { Console.Beep(); }

        namespace Demo
        {
            internal static class Names
            {
                public const string Id = "m";
                public const Level Usual = Level.High;
                private static int _count = 1;

                static Names()
                {
                    _count = 2;
                }

                public static int Count => _count;

                public static int Twice() => _count * 2;

                public static int Thrice()
                {
                    // thought
                    int Inner() => _count;
                    return Inner() * 3;
                }
            }

            public enum Level : byte { Low, High }

            /// <summary>What is measured.</summary>
            public class Reading
            {
                public Number Value { get; set; }
                public string Note { get { return "note"; } set { _ = value; } }
                public Reading Next() { return this; }
                public static Reading operator +(Reading left, Reading right) => left;
                ~Reading() { Names.Twice(); }
            }
        }
        """;

    [Theory]
    [InlineData("Console.WriteLine(\"hello\");", "Console.WriteLine(1 + 1);")]
    [InlineData("Console.Beep();", "Console.Clear(); Local();")]
    [InlineData("_count = 2;", "_count = 3; _count++;")]
    [InlineData("_count * 2", "_count << 1")]
    [InlineData("// thought", "// other thought")]
    [InlineData("int Inner() => _count;", "long Inner() { return _count; }")]
    [InlineData("return this;", "throw null!;")]
    [InlineData("=> left;", "=> right;")]
    [InlineData("{ Names.Twice(); }", "{ }")]
    public void Edit_of_statements_reads_nothing_again(string before, string after) => Assert.True(IsKept(before, after));

    [Theory]
    [InlineData("System.Double", "System.Single")]
    [InlineData("Id = \"m\"", "Id = \"n\"")]
    [InlineData("Level.High;", "Level.Low;")]
    [InlineData("_count = 1", "_count = 0")]
    [InlineData("enum Level : byte", "enum Level : int")]
    [InlineData("Low, High", "High, Low")]
    [InlineData("What is measured", "What is read")]
    [InlineData("public Number Value", "[Obsolete] public Number Value")]
    [InlineData("public Number Value { get; set; }", "#nullable disable\npublic Number Value { get; set; }")]
    [InlineData("return \"note\";", "return field;")]
    [InlineData("=> _count;\n\n        public static int Twice", "=> 1;\n\n        public static int Twice")]
    [InlineData("public Reading Next() { return this; }", "public Reading Next() { \n#nullable disable\n return this; }")]
    [InlineData("public Reading Next() { return this; }", "public Reading Next() => this;")]
    [InlineData("public Reading Next() { return this; }", "public Reading Next() { return this; } public int More;")]
    [InlineData("{ return this; }", "{ return this; ")]
    [InlineData("Local();\nvoid", "Local(); Local();\nvoid")]
    public void Edit_of_anything_else_reads_the_class_again(string before, string after) =>
        Assert.False(IsKept(before, after));

    [Fact]
    public void New_file_reads_the_class_again() => Assert.False(IsKept(compilation => compilation.AddSyntaxTrees(TestCompilation.Parse("class More;", "More.cs"))));

    [Fact]
    public void Renamed_file_reads_the_class_again() => Assert.False(IsKept(compilation =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Last(), TestCompilation.Parse(Others, "Renamed.cs"))));

    [Fact]
    public void File_parsed_otherwise_reads_the_class_again() => Assert.False(IsKept(compilation =>
    {
        SyntaxTree last = compilation.SyntaxTrees.Last();
        return compilation.ReplaceSyntaxTree(last, CSharpSyntaxTree.ParseText(Others, TestCompilation.ParseOptions.WithPreprocessorSymbols("X"), last.FilePath));
    }));

    [Fact]
    public void Other_option_reads_the_class_again() => Assert.False(IsKept(compilation =>
        compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable))));

    [Fact]
    public void Lost_reference_reads_the_class_again() => Assert.False(IsKept(compilation => compilation.RemoveReferences(compilation.References.Last())));

    [Fact]
    public void Replaced_reference_reads_the_class_again() => Assert.False(IsKept(compilation => compilation.ReplaceReference(
        compilation.References.Last(), MetadataReference.CreateFromFile(((PortableExecutableReference)compilation.References.Last()).FilePath!))));

    [Fact]
    public void Other_assembly_name_reads_the_class_again() => Assert.False(IsKept(compilation => compilation.WithAssemblyName("Other")));

    [Fact]
    public void Same_references_in_another_list_are_the_same() => Assert.True(IsKept(compilation => compilation.WithReferences(compilation.References.ToArray())));

    [Fact]
    public void Edit_that_is_taken_back_later_reads_the_class_again_and_the_same()
    {
        ModuleReadings readings = new();
        CSharpCompilation compilation = TestCompilation.Create(Module, Others);
        CSharpCompilation between = Edit(compilation, "Id = \"m\"", "Id = \"n\"");
        ModuleClass first = Read(readings, compilation);
        Assert.Equal("n", Read(readings, between).Client!.ModuleId);
        Assert.Equal(first, Read(readings, Edit(between, "Id = \"n\"", "Id = \"m\"")));
        Assert.Equal("n", Read(readings, between).Client!.ModuleId);
        Assert.Equal(first, Read(readings, compilation));
    }

    private static bool IsKept(string before, string after) => IsKept(compilation => Edit(compilation, before, after));

    private static bool IsKept(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        ModuleReadings readings = new();
        CSharpCompilation compilation = TestCompilation.Create(Module, Others);
        ModuleClass first = Read(readings, compilation);
        Assert.Same(first, Read(readings, compilation));
        ModuleClass second = Read(readings, edit(compilation));
        GC.KeepAlive(compilation);
        return ReferenceEquals(first, second);
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string before, string after)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        string text = tree.ToString();
        string edited = text.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(text, edited);
        return compilation.ReplaceSyntaxTree(tree, TestCompilation.Parse(edited, tree.FilePath));
    }

    private static ModuleClass Read(ModuleReadings readings, CSharpCompilation compilation)
    {
        SyntaxNode declaration = compilation.SyntaxTrees[1].GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<ClassDeclarationSyntax>().Single();
        INamedTypeSymbol type = (INamedTypeSymbol)compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, TestContext.Current.CancellationToken)!;
        return readings.Read(type, declaration, compilation, TestContext.Current.CancellationToken).Module!;
    }
}
