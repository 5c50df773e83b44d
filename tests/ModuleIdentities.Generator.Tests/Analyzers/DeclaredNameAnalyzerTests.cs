using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class DeclaredNameAnalyzerTests
{
    private static Task VerifyMemberAsync(string member, params string[] messages) => AnalyzerTest.VerifyAsync(
        $$"""
        [ModuleIdentity("m")]
        public partial class Module
        {
            {{member}}
        }
        """,
        messages);

    [Theory]
    [InlineData("\"a{|MID0066:.|}b\"", "\"a.b\"", "'.' (U+002E)")]
    [InlineData("\"{|MID0066:$|}a\"", "\"$a\"", "'$' (U+0024)")]
    [InlineData("@\"a{|MID0066: |}b\"", "\"a b\"", "' ' (U+0020)")]
    [InlineData("\"a{|MID0066:\\u0085|}\"", "\"a\\u0085\"", "U+0085")]
    [InlineData("\"😀{|MID0066:\\ud83d|}\"", "\"😀\\ud83d\"", "U+D83D")]
    [InlineData("{|MID0066:Name|}", "\"#\"", "'#' (U+0023)")]
    public Task Twin_property_character(string argument, string name, string shown) => VerifyMemberAsync(
        $"private const string Name = \"#\"; [DesiredProperty({argument})] private void On(int x) => _ = Name + x;",
        $"Twin property name {name} has the character {shown}, which is not allowed there");

    [Fact]
    public Task Twin_property_name_that_is_empty_or_long() => VerifyMemberAsync(
        $"[DesiredProperty({{|MID0066:\"\"|}})] private void A(int x) {{ }} [DesiredProperty({{|MID0066:\"{new string('ü', 513)}\"|}})] private void B(int x) {{ }}",
        "Twin property name \"\" is empty",
        $"Twin property name \"{new string('ü', 513)}\" is longer than 1024");

    [Theory]
    [InlineData("[DesiredProperty(\"größe😀-/\\\\\\\"\")] private void On(int x) { }")]
    [InlineData("[DesiredProperty] private void On(int größe) { }")]
    [InlineData("[ReportedProperty] public partial Task ReportAsync(int größe, int _x);")]
    public Task Twin_property_names_that_are_accepted(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("a{|MID0067:/|}b", "\"a/b\"", "'/' (U+002F)")]
    [InlineData("a{|MID0067: |}b", "\"a b\"", "' ' (U+0020)")]
    [InlineData("a{|MID0067:*|}b", "\"a*b\"", "'*' (U+002A)")]
    [InlineData("{|MID0067:ü|}", "\"ü\"", "'ü' (U+00FC)")]
    public Task Direct_method_character(string argument, string name, string shown) => VerifyMemberAsync(
        $"[DirectMethod(\"{argument}\")] private void On() {{ }}", $"Direct method name {name} has the character {shown}, which is not allowed there");

    [Fact]
    public Task Direct_method_name_that_is_the_methods_own() => VerifyMemberAsync(
        "[DirectMethod] private void {|MID0067:Größe|}() { }", "Direct method name \"größe\" has the character 'ö' (U+00F6), which is not allowed there");

    [Theory]
    [InlineData("[ModuleInput(\"a{|MID0077:/|}b\")] private void On() { }", "\"a/b\"", "has the character '/' (U+002F), which is not allowed there")]
    [InlineData("[ModuleInput({|MID0077:\"\"|})] private void On() { }", "\"\"", "is empty")]
    [InlineData("[ModuleInput({|MID0077:null!|})] private void On() { }", "\"\"", "is empty")]
    [InlineData("[ModuleOutput(\"a{|MID0077:*|}\")] public partial Task SendAsync(int x, CancellationToken t);", "\"a*\"", "has the character '*' (U+002A), which is not allowed there")]
    public Task Input_or_output_name(string member, string name, string reason) => VerifyMemberAsync(member, $"Name {name} of an input or output {reason}");

    [Theory]
    [InlineData("\"1{|MID0068:-|}\"", "\"1-\"", "has the character '-' (U+002D), which is not allowed there")]
    [InlineData("\"{|MID0068:1|}a\"", "\"1a\"", "has the character '1' (U+0031), which is not allowed there")]
    [InlineData("\"a{|MID0068:_|}\"", "\"a_\"", "has the character '_' (U+005F), which is not allowed there")]
    [InlineData("{|MID0068:\"\"|}", "\"\"", "is empty")]
    public Task Component_name(string argument, string name, string reason) => VerifyMemberAsync(
        $"[Telemetry(Component = {argument})] public partial Task SendAsync(int x);", $"Component name {name} {reason}");

    [Theory]
    [InlineData("{|MID0069:\"\"|}", "\"\"", "is empty")]
    [InlineData("{|MID0069:\"com:example;1\"|}", "\"com:example;1\"", "is not of the form dtmi:com:example:Thermostat;1")]
    [InlineData("{|MID0069:\"dtmi:com:example\"|}", "\"dtmi:com:example\"", "is not of the form dtmi:com:example:Thermostat;1")]
    [InlineData("{|MID0069:\"dtmi:com:;1\"|}", "\"dtmi:com:;1\"", "is not of the form dtmi:com:example:Thermostat;1")]
    [InlineData("{|MID0069:\"dtmi:com;0\"|}", "\"dtmi:com;0\"", "is not of the form dtmi:com:example:Thermostat;1")]
    [InlineData("{|MID0069:\"dtmi:com;1234567890\"|}", "\"dtmi:com;1234567890\"", "is not of the form dtmi:com:example:Thermostat;1")]
    [InlineData("{|MID0069:\"dtmi:dtdl:x;1\"|}", "\"dtmi:dtdl:x;1\"", "is kept by DTDL for itself")]
    [InlineData("{|MID0069:\"dtmi:standard:x;1\"|}", "\"dtmi:standard:x;1\"", "is kept by DTDL for itself")]
    [InlineData("\"dtmi:com:{|MID0069:_|}x;1\"", "\"dtmi:com:_x;1\"", "has the character '_' (U+005F), which is not allowed there")]
    [InlineData("\"dtmi:com:{|MID0069:1|}x;1\"", "\"dtmi:com:1x;1\"", "has the character '1' (U+0031), which is not allowed there")]
    [InlineData("\"dtmi:com:a{|MID0069:_|};1\"", "\"dtmi:com:a_;1\"", "has the character '_' (U+005F), which is not allowed there")]
    [InlineData("\"dtmi:com:a{|MID0069:-|}b;1\"", "\"dtmi:com:a-b;1\"", "has the character '-' (U+002D), which is not allowed there")]
    public Task Model_id(string argument, string name, string reason) => AnalyzerTest.VerifyAsync(
        $"[ModuleIdentity(\"m\", ModelId = {argument})] public partial class Module;", $"Model id {name} {reason}");

    [Theory]
    [InlineData("dtmi:com;1")]
    [InlineData("dtmi:a:B_c:d9;123456789")]
    public Task Model_id_that_is_accepted(string modelId) => AnalyzerTest.VerifyAsync($"[ModuleIdentity(\"m\", ModelId = \"{modelId}\")] public partial class Module;");

    [Theory]
    [InlineData("{|MID0073:\"$.ct\"|}", "\"$.ct\"", "is kept by IoT Hub for itself")]
    [InlineData("{|MID0073:\"iothub-ack\"|}", "\"iothub-ack\"", "is kept by IoT Hub for itself")]
    [InlineData("{|MID0073:\"\"|}", "\"\"", "is empty")]
    [InlineData("\"a{|MID0073:\\n|}\"", "\"a\\n\"", "has the character U+000A, which is not allowed there")]
    public Task Message_property_name(string argument, string name, string reason) => VerifyMemberAsync(
        $"[Telemetry] public partial Task SendAsync(int x, [MessageProperty({argument})] string y);", $"Message property name {name} {reason}");

    [Theory]
    [InlineData("string")]
    [InlineData("Unmarked")]
    [InlineData("List<int>")]
    public Task Json_context_that_is_none(string context) => AnalyzerTest.VerifyAsync(
        $"[ModuleIdentity(\"m\", JsonContext = {{|MID0072:typeof({context})|}})] public partial class Module; class Unmarked;",
        $"'{context}' cannot be the JsonContext of 'Module': it must derive from JsonSerializerContext, be partial with [JsonSerializable] attributes, and be visible to the class");
}
