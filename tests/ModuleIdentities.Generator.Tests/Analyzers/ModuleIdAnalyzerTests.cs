using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class ModuleIdAnalyzerTests
{
    private const string Allowed = "use ASCII letters, digits and - . % _ * ? ! ( ) , : = @ $ '";

    [Fact]
    public Task Empty_name() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity({|MID0001:""|})] partial class Module;""",
        "Module id is empty; give the module a name of 1 to 128 characters");

    [Fact]
    public Task Null_name() => AnalyzerTest.VerifyAsync(
        "[ModuleIdentity(moduleId: {|MID0001:null|}!)] partial class Module;",
        "Module id is empty; give the module a name of 1 to 128 characters");

    [Fact]
    public Task Name_of_129_characters() => AnalyzerTest.VerifyAsync(
        $$"""
        [ModuleIdentity({|MID0002:"{{new string('a', 129)}}"|})] partial class TooLong;
        [ModuleIdentity("{{new string('a', 128)}}")] partial class Longest;
        """,
        "Module id is 129 characters long; IoT Hub takes at most 128");

    [Fact]
    public Task Reserved_name() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity("{|MID0004:$|}edgeHub")] partial class Module;""",
        "Module id \"$edgeHub\" starts with '$', which IoT Hub keeps for system modules; choose another first character");

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public Task Name_of_dots_only(string name) => AnalyzerTest.VerifyAsync(
        $"[ModuleIdentity({{|MID0003:\"{name}\"|}})] partial class Module;",
        $"Module id \"{name}\" is only dots, which clients take for a step in the path of the registry's URL; add a letter or digit");

    [Fact]
    public Task First_invalid_character_is_marked() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity("bad{|MID0003: |}name!/x")] partial class Module;""",
        $"Module id \"bad name!/x\" has the character ' ' (U+0020); {Allowed}");

    [Theory]
    [InlineData("""
        "a{|MID0003:/|}b"
        """, "a/b", "'/' (U+002F)")]
    [InlineData("""
        "\u0061\x61\U00000061\'{|MID0003:\\|}b"
        """, "aaa'\\\\b", "'\\' (U+005C)")]
    [InlineData("""
        "a{|MID0003:\t|}b"
        """, "a\\tb", "U+0009")]
    [InlineData("""
        "a{|MID0003:\x2F|}"
        """, "a/", "'/' (U+002F)")]
    [InlineData("""
        "a{|MID0003:\U0001F600|}b"
        """, "a😀b", "'😀' (U+1F600)")]
    [InlineData("""
        "a{|MID0003:😀|}b"
        """, "a😀b", "'😀' (U+1F600)")]
    [InlineData("""
        "a{|MID0003:\uD83D|}b"
        """, "a\\ud83db", "U+D83D")]
    [InlineData("""
        @"a{|MID0003:""|}b"
        """, "a\\\"b", "'\"' (U+0022)")]
    [InlineData("""
        @"a{|MID0003:\|}b"
        """, "a\\\\b", "'\\' (U+005C)")]
    [InlineData(""""
        """a{|MID0003:"|}b"""
        """", "a\\\"b", "'\"' (U+0022)")]
    [InlineData(""""""
        """""a{|MID0003:\|}b"""""
        """""", "a\\\\b", "'\\' (U+005C)")]
    [InlineData("""
        "a" + ("b" + "c{|MID0003:/|}d") + "e"
        """, "abc/de", "'/' (U+002F)")]
    [InlineData("""
        "a" + {|MID0003:Names.Slash|} + "b"
        """, "a/b", "'/' (U+002F)")]
    [InlineData("""
        {|MID0003:Names.Slash|}
        """, "/", "'/' (U+002F)")]
    [InlineData("""
        $"{"a"}b{{|MID0003:Names.Slash|}}c"
        """, "ab/c", "'/' (U+002F)")]
    [InlineData("""
        $"{"a"}\u0062{|MID0003: |}/c"
        """, "ab /c", "' ' (U+0020)")]
    [InlineData("""
        $"b{|MID0003:{{|}}}"
        """, "b{}", "'{' (U+007B)")]
    [InlineData("""
        $@"b{"c"}d{|MID0003:""|}"
        """, "bcd\\\"", "'\"' (U+0022)")]
    [InlineData(""""
        $"""b{"c"}d{|MID0003:"|}e"""
        """", "bcd\\\"e", "'\"' (U+0022)")]
    public Task Invalid_character_is_found_in_each_form_of_constant(string argument, string name, string character) => AnalyzerTest.VerifyAsync(
        $$"""
        [ModuleIdentity({{argument}})] partial class Module;
        static class Names { public const string Slash = "/"; }
        """,
        $"Module id \"{name}\" has the character {character}; {Allowed}");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public Task Invalid_character_is_found_in_the_lines_of_a_raw_string(string newLine) => AnalyzerTest.VerifyAsync(
        """"
        [ModuleIdentity("""
            {|MID0003: |}second
            """)]
        partial class Second;

        [ModuleIdentity("""
            abc{|MID0003:/|}d
            """)]
        partial class Module;
        """".ReplaceLineEndings(newLine),
        $"Module id \" second\" has the character ' ' (U+0020); {Allowed}",
        $"Module id \"abc/d\" has the character '/' (U+002F); {Allowed}");

    [Fact]
    public Task Alias_of_the_attribute_is_known() => AnalyzerTest.VerifyAsync(
        """
        using M = ModuleIdentities.ModuleIdentityAttribute;
        [M("{|MID0004:$|}a")] partial class Module;
        """,
        "Module id \"$a\" starts with '$', which IoT Hub keeps for system modules; choose another first character");

    [Fact]
    public Task Attribute_that_does_not_compile_is_the_compilers_business() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity] partial class Nothing;
        [ModuleIdentity(1)] partial class Number;
        [ModuleIdentity(Missing)] partial class Unknown;
        [ModuleIdentity("a"), ModuleIdentity("b")] partial class Twice;
        [ModuleIdentity("a")] partial class Parts;
        [ModuleIdentity("b")] partial class Parts;
        """);
}
