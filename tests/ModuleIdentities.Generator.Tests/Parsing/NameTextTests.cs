using ModuleIdentities.Generator.Emission;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>Names and values as files and as C#.</summary>
public class NameTextTests
{
    [Fact]
    public void Hint_name_is_the_metadata_name() =>
        Assert.Equal("Demo.Outer`2+Module.g.cs", HintName.Of(Path("Demo", new("class", "Outer", new(["T", "U"])), new("class", "Module", default))));

    [Fact]
    public void Hint_name_of_the_global_namespace() => Assert.Equal("Module.g.cs", HintName.Of(Path("", new TypeDeclaration("class", "Module", default))));

    [Fact]
    public void Hint_name_that_differs_in_case_only_has_the_hash_of_its_name()
    {
        Assert.Equal("Module-c4fc60bd.g.cs", HintName.Of(Path("", new TypeDeclaration("class", "Module", default)), isAmbiguous: true));
        Assert.NotEqual(
            HintName.Of(Path("", new TypeDeclaration("class", "Module", default)), isAmbiguous: true),
            HintName.Of(Path("", new TypeDeclaration("class", "module", default)), isAmbiguous: true));
    }

    [Fact]
    public void Hint_name_is_ASCII() => Assert.Matches("^Gr__e-[0-9a-f]{8}\\.g\\.cs$", HintName.Of(Path("", new TypeDeclaration("class", "Größe", default))));

    [Theory]
    [InlineData(100, 100 + 5)]
    [InlineData(101, 100 + 9 + 5)]
    public void Hint_name_is_short(int length, int hint) => Assert.Equal(hint, HintName.Of(Path("", new TypeDeclaration("class", new string('a', length), default))).Length);

    [Theory]
    [InlineData("name", "name")]
    [InlineData("class", "@class")]
    [InlineData("record", "record")]
    public void Identifier_of_a_member(string name, string escaped) => Assert.Equal(escaped, Identifier.Escape(name));

    [Theory]
    [InlineData("Name", "Name")]
    [InlineData("class", "@class")]
    [InlineData("record", "@record")]
    public void Identifier_of_a_type(string name, string escaped) => Assert.Equal(escaped, Identifier.EscapeType(name));

    [Fact]
    public void Identifier_of_a_namespace() => Assert.Equal("A.@class.@record.B", Identifier.EscapeNamespace("A.class.record.B"));

    [Fact]
    public void Name_of_a_type()
    {
        TypePath path = Path("A.class", new("class", "Outer", default), new("record", "record", default));
        Assert.Equal("global::A.@class.Outer.@record", path.FullyQualifiedName());
        Assert.Equal("global::A.@class.Outer.Irecord", path.InterfaceName());
        Assert.Equal("global::Module", Path("", new TypeDeclaration("class", "Module", default)).FullyQualifiedName());
        Assert.Equal("partial record struct @event<T, @class>", new TypeDeclaration("record struct", "event", new(["T", "class"])).PartialDeclaration());
        Assert.Equal("partial class Module", new TypeDeclaration("class", "Module", default).PartialDeclaration());
    }

    public static TheoryData<object, string?> Values => new()
    {
        { "a\"b", "\"a\\\"b\"" },
        { 'a', "'a'" },
        { true, "true" },
        { false, "false" },
        { 1.5, "1.5d" },
        { double.NaN, "double.NaN" },
        { double.PositiveInfinity, "double.PositiveInfinity" },
        { double.NegativeInfinity, "double.NegativeInfinity" },
        { 1.5f, "1.5f" },
        { float.NaN, "float.NaN" },
        { float.PositiveInfinity, "float.PositiveInfinity" },
        { float.NegativeInfinity, "float.NegativeInfinity" },
        { 1.5m, "1.5m" },
        { -1, "-1" },
        { 1U, "1U" },
        { -1L, "-1L" },
        { 1UL, "1UL" },
        { (sbyte)-1, "(sbyte)(-1)" },
        { (sbyte)1, "(sbyte)1" },
        { (byte)1, "(byte)1" },
        { (short)-1, "(short)(-1)" },
        { (ushort)1, "(ushort)1" },
        { DateTime.UnixEpoch, null },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Literal(object value, string? text) => Assert.Equal(text, CSharpLiteral.TryFormat(value));

    [Fact]
    public void Literal_of_an_enumeration()
    {
        Assert.Equal("(global::E)(-1)", CSharpLiteral.FormatEnum("global::E", -1));
        Assert.Equal("(global::E)2", CSharpLiteral.FormatEnum("global::E", (byte)2));
    }

    private static TypePath Path(string containingNamespace, params TypeDeclaration[] types) => new(containingNamespace, new([.. types]));
}
