using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>The verdict of each naming rule, and the place of the fault.</summary>
public class NameRuleTests
{
    [Theory]
    [InlineData("a", "None", 0)]
    [InlineData("azAZ09-.%_*?!(),:=@$'", "None", 0)]
    [InlineData("...", "None", 0)]
    [InlineData("", "Empty", 0)]
    [InlineData("$", "Reserved", 0)]
    [InlineData("$a/", "Reserved", 0)]
    [InlineData(".", "OnlyDots", 0)]
    [InlineData("..", "OnlyDots", 0)]
    [InlineData("/", "InvalidCharacter", 0)]
    [InlineData("ab/c/", "InvalidCharacter", 2)]
    [InlineData("a`", "InvalidCharacter", 1)]
    [InlineData("a{", "InvalidCharacter", 1)]
    [InlineData("a[", "InvalidCharacter", 1)]
    [InlineData("a;", "InvalidCharacter", 1)]
    public void Module_id(string name, string fault, int position)
    {
        Assert.Equal(fault, ModuleNameRules.Check(name, out int at).ToString());
        Assert.Equal(position, at);
    }

    [Theory]
    [InlineData("azAZ09-._~!$%&'()", "None", 0)]
    [InlineData("", "Empty", 0)]
    [InlineData("a/b", "InvalidCharacter", 1)]
    [InlineData("+", "InvalidCharacter", 0)]
    [InlineData("a#", "InvalidCharacter", 1)]
    [InlineData("ab?", "InvalidCharacter", 2)]
    [InlineData("*", "InvalidCharacter", 0)]
    [InlineData("a\"", "InvalidCharacter", 1)]
    [InlineData("a b", "InvalidCharacter", 1)]
    [InlineData("ü", "InvalidCharacter", 0)]
    public void Input_or_output(string name, string fault, int position) => AssertVerdict(fault, position, DeclaredNameRules.CheckEndpoint(name, out int at), at);

    [Theory]
    [InlineData(128, "None")]
    [InlineData(129, "TooLong")]
    public void Length_of_a_module_id(int length, string fault) => Assert.Equal(fault, ModuleNameRules.Check(new string('a', length), out _).ToString());

    [Theory]
    [InlineData("a", "None", 0)]
    [InlineData("ünï-_/+!", "None", 0)]
    [InlineData("😀", "None", 0)]
    [InlineData("a😀b😀", "None", 0)]
    [InlineData("", "Empty", 0)]
    [InlineData(".a", "InvalidCharacter", 0)]
    [InlineData("a$", "InvalidCharacter", 1)]
    [InlineData("ab#", "InvalidCharacter", 2)]
    [InlineData("a b", "InvalidCharacter", 1)]
    [InlineData("a\u0001", "InvalidCharacter", 1)]
    [InlineData("a\u0085", "InvalidCharacter", 1)]
    [InlineData("😀.", "InvalidCharacter", 2)]
    [InlineData("a😀b$", "InvalidCharacter", 4)]
    [InlineData("😀#", "InvalidCharacter", 2)]
    [InlineData("😀 ", "InvalidCharacter", 2)]
    [InlineData("😀\u0001", "InvalidCharacter", 2)]
    public void Twin_property(string name, string fault, int position) => AssertVerdict(fault, position, DeclaredNameRules.CheckTwinProperty(name, out int at), at);

    [Fact]
    public void Half_of_a_character_in_a_twin_property()
    {
        // Not as data of a theory: what is no text cannot be written as UTF-8.
        AssertVerdict("InvalidCharacter", 1, DeclaredNameRules.CheckTwinProperty("a\uD83D", out int atEnd), atEnd);
        AssertVerdict("InvalidCharacter", 0, DeclaredNameRules.CheckTwinProperty("\uDE00a", out int atStart), atStart);
        AssertVerdict("InvalidCharacter", 2, DeclaredNameRules.CheckTwinProperty("😀\uD83D", out int behindPair), behindPair);
        AssertVerdict("InvalidCharacter", 2, DeclaredNameRules.CheckTwinProperty("😀\uD83D.", out int beforeDot), beforeDot);
    }

    [Theory]
    [InlineData("a", 1024, "None")]
    [InlineData("a", 1025, "TooLong")]
    [InlineData("ü", 512, "None")]
    [InlineData("ü", 513, "TooLong")]
    public void Length_of_a_twin_property_is_that_of_its_bytes(string character, int count, string fault) =>
        AssertVerdict(fault, 0, DeclaredNameRules.CheckTwinProperty(string.Concat(Enumerable.Repeat(character, count)), out int at), at);

    [Theory]
    [InlineData("a!~$-.", "None", 0)]
    [InlineData("", "Empty", 0)]
    [InlineData(" ", "InvalidCharacter", 0)]
    [InlineData("a\u007F", "InvalidCharacter", 1)]
    [InlineData("aü", "InvalidCharacter", 1)]
    [InlineData("ab/", "InvalidCharacter", 2)]
    [InlineData("a+", "InvalidCharacter", 1)]
    [InlineData("a#", "InvalidCharacter", 1)]
    [InlineData("a?", "InvalidCharacter", 1)]
    [InlineData("a*", "InvalidCharacter", 1)]
    public void Direct_method(string name, string fault, int position) => AssertVerdict(fault, position, DeclaredNameRules.CheckDirectMethod(name, out int at), at);

    [Theory]
    [InlineData("azAZ09_a", "None", 0)]
    [InlineData("a", "None", 0)]
    [InlineData("z", "None", 0)]
    [InlineData("A9", "None", 0)]
    [InlineData("Z0", "None", 0)]
    [InlineData("", "Empty", 0)]
    [InlineData("9a", "InvalidCharacter", 0)]
    [InlineData("_a", "InvalidCharacter", 0)]
    [InlineData("ab_", "InvalidCharacter", 2)]
    [InlineData("a-b", "InvalidCharacter", 1)]
    [InlineData("a/", "InvalidCharacter", 1)]
    [InlineData("a:", "InvalidCharacter", 1)]
    [InlineData("a@", "InvalidCharacter", 1)]
    [InlineData("a[", "InvalidCharacter", 1)]
    [InlineData("a`", "InvalidCharacter", 1)]
    [InlineData("a{", "InvalidCharacter", 1)]
    public void Component(string name, string fault, int position) => AssertVerdict(fault, position, DeclaredNameRules.CheckComponent(name, out int at), at);

    [Theory]
    [InlineData("a b/ü$", "None", 0)]
    [InlineData("iothub", "None", 0)]
    [InlineData("", "Empty", 0)]
    [InlineData("a\n", "InvalidCharacter", 1)]
    [InlineData("$a", "Reserved", 0)]
    [InlineData("iothub-x", "Reserved", 0)]
    [InlineData("IoTHub-", "Reserved", 0)]
    public void Message_property(string name, string fault, int position)
    {
        NameFault verdict = DeclaredNameRules.CheckMessageProperty(name, out int at);
        Assert.Equal(fault, verdict.ToString());
        Assert.True(verdict == NameFault.Reserved || at == position);
    }

    [Theory]
    [InlineData("dtmi:a;1", "None", 0)]
    [InlineData("dtmi:com:example_x:Thermostat9;123456789", "None", 0)]
    [InlineData("dtmi:dtdlx;1", "None", 0)]
    [InlineData("dtmi:standards:x;1", "None", 0)]
    [InlineData("", "Empty", 0)]
    [InlineData("Thermostat", "Malformed", 0)]
    [InlineData("DTMI:a;1", "Malformed", 0)]
    [InlineData("dtmi:a", "Malformed", 0)]
    [InlineData("dtmi:;1", "Malformed", 5)]
    [InlineData("dtmi:a::b;1", "Malformed", 7)]
    [InlineData("dtmi:a;", "Malformed", 0)]
    [InlineData("dtmi:a;0", "Malformed", 0)]
    [InlineData("dtmi:a;01", "Malformed", 0)]
    [InlineData("dtmi:a;1x", "Malformed", 0)]
    [InlineData("dtmi:a;1.2", "Malformed", 0)]
    [InlineData("dtmi:a;1234567890", "Malformed", 0)]
    [InlineData("dtmi:dtdl:x;1", "Reserved", 0)]
    [InlineData("dtmi:standard:x;1", "Reserved", 0)]
    [InlineData("dtmi:a-b;1", "InvalidCharacter", 6)]
    [InlineData("dtmi:ab:9c;1", "InvalidCharacter", 8)]
    [InlineData("dtmi:ab:_c;1", "InvalidCharacter", 8)]
    [InlineData("dtmi:ab:cd_;1", "InvalidCharacter", 10)]
    public void Model_id(string name, string fault, int position) => AssertVerdict(fault, position, DeclaredNameRules.CheckModelId(name, out int at), at);

    [Theory]
    [InlineData(128, "None")]
    [InlineData(129, "TooLong")]
    public void Length_of_a_direct_method(int length, string fault) => AssertVerdict(fault, 0, DeclaredNameRules.CheckDirectMethod(new string('a', length), out int at), at);

    [Theory]
    [InlineData(64, "None")]
    [InlineData(65, "TooLong")]
    public void Length_of_a_component(int length, string fault) => AssertVerdict(fault, 0, DeclaredNameRules.CheckComponent(new string('a', length), out int at), at);

    [Theory]
    [InlineData(128, "None")]
    [InlineData(129, "TooLong")]
    public void Length_of_a_model_id(int length, string fault) =>
        Assert.Equal(fault, DeclaredNameRules.CheckModelId("dtmi:" + new string('a', length - 7) + ";1", out _).ToString());

    [Theory]
    [InlineData("a", 512, true)]
    [InlineData("a", 513, false)]
    [InlineData("_", 1, false)]
    [InlineData("a", 0, false)]
    public void Name_in_a_model(string character, int count, bool isValid) =>
        Assert.Equal(isValid, DtdlName.IsValid(string.Concat(Enumerable.Repeat(character, count))));

    private static void AssertVerdict(string fault, int position, NameFault verdict, int at)
    {
        Assert.Equal(fault, verdict.ToString());
        Assert.Equal(position, at);
    }
}
