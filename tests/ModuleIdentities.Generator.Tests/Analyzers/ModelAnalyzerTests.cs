using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class ModelAnalyzerTests
{
    private static Task VerifyMemberAsync(string member, params string[] messages) => AnalyzerTest.VerifyAsync(
        $$"""
        using System.Text.Json;
        using System.Text.Json.Serialization;

        [ModuleIdentity("m", ModelId = "dtmi:com:example:Module;1")]
        public partial class Module
        {
            {{member}}
        }

        public class Node { public Node? Next { get; set; } }
        [JsonDerivedType(typeof(Derived), "d")] public class Polymorphic { public int X { get; set; } }
        public class Derived : Polymorphic;
        public class Odd { public int größe { get; set; } }
        public enum Bad { größe }
        """,
        messages);

    private const string Name = "is no DTDL name, which has ASCII letters, digits and '_', begins with a letter, does not end with '_' and has at most 512 characters";

    [Theory]
    [InlineData("ulong", "DTDL has no schema for 'ulong'")]
    [InlineData("Int128?", "DTDL has no schema for 'Int128'")]
    [InlineData("JsonElement", "DTDL has no schema for 'JsonElement'")]
    [InlineData("ulong[]", "DTDL has no schema for 'ulong'")]
    [InlineData("Polymorphic", "DTDL has no schema for 'Polymorphic'")]
    [InlineData("Node", "'Node' is nested more than 5 deep")]
    [InlineData("int[][][][][][]", "'int[]' is nested more than 5 deep")]
    [InlineData("Odd", "'größe' " + Name)]
    [InlineData("Bad", "'größe' " + Name)]
    public Task Type_without_a_schema(string type, string reason) => VerifyMemberAsync(
        $"[ReportedProperty] public partial Task ReportAsync(int good, {type} {{|MID0075:x|}});", $"\"x\" is missing from the DTDL model of 'Module': {reason}");

    [Theory]
    [InlineData("[Telemetry] public partial Task SendAsync(int {|MID0075:x_|});", "x_")]
    [InlineData("[Telemetry] public partial Task SendAsync(int {|MID0075:größe|});", "größe")]
    [InlineData("[DesiredProperty({|MID0075:\"1st\"|})] private void On(int x) { }", "1st")]
    [InlineData("[DesiredProperty] private void On(int {|MID0075:x_|}) { }", "x_")]
    [InlineData("[DirectMethod({|MID0075:\"two-words\"|})] private void Call() { }", "two-words")]
    [InlineData("[DirectMethod] private void {|MID0075:Call_|}() { }", "call_")]
    public Task Name_that_is_none(string member, string name) =>
        VerifyMemberAsync(member, $"\"{name}\" is missing from the DTDL model of 'Module': '{name}' {Name}");

    [Fact]
    public Task Request_or_response_without_a_schema() => VerifyMemberAsync(
        """
        [DirectMethod] private void A(ulong {|MID0075:x|}) { }
            [DirectMethod] private ulong {|MID0075:B|}() => 1;
            [DirectMethod] private void C(int {|MID0075:x_|}) { }
        """,
        "\"a\" is missing from the DTDL model of 'Module': DTDL has no schema for 'ulong'",
        "\"b\" is missing from the DTDL model of 'Module': DTDL has no schema for 'ulong'",
        $"\"c\" is missing from the DTDL model of 'Module': 'x_' {Name}");

    [Theory]
    [InlineData("Dictionary<string, int>", "Dictionary<string, int>")]
    [InlineData("JsonElement?", "JsonElement")]
    [InlineData("IReadOnlyList<JsonElement>", "JsonElement")]
    public Task Body_of_which_nobody_knows_what_it_holds(string type, string shown) => VerifyMemberAsync(
        $"[Telemetry] public partial Task SendAsync({type} {{|MID0075:x|}});",
        $"\"x\" is missing from the DTDL model of 'Module': what a '{shown}' holds is known when the program runs only");

    [Fact]
    public Task Property_of_a_body_without_a_schema() => VerifyMemberAsync(
        "[Telemetry] public partial Task SendAsync(Body {|MID0075:{|MID0075:body|}|}); public record Body(ulong A, int B_, int C);",
        "\"A\" is missing from the DTDL model of 'Module': DTDL has no schema for 'ulong'",
        $"\"B_\" is missing from the DTDL model of 'Module': 'B_' {Name}");

    [Theory]
    [InlineData("[Telemetry] public partial Task ASync(int x); [Telemetry] public partial Task BAsync(string {|MID0075:x|}, int y);")]
    [InlineData("[Telemetry] public partial Task ASync(int x); [ReportedProperty] public partial Task BAsync(int {|MID0075:x|});")]
    [InlineData("[DirectMethod] private void X() { } [DesiredProperty] private void On(int {|MID0075:x|}) { }")]
    [InlineData("[ReportedProperty] public partial Task ASync(int x); [DesiredProperty({|MID0075:\"x\"|})] private void On(long y) { }")]
    [InlineData("[Telemetry] public partial Task ASync(int x); [Telemetry(Component = {|MID0075:\"x\"|})] public partial Task BAsync(int y);")]
    [InlineData("[Telemetry] public partial Task ASync([SemanticType(\"Mass\", \"gram\")] int x); [Telemetry] public partial Task BAsync([SemanticType(\"Mass\", \"tonne\")] int {|MID0075:x|}, int y);")]
    public Task Name_that_is_taken(string member) => VerifyMemberAsync(
        member, "\"x\" is missing from the DTDL model of 'Module': another member has the name and is something else, or has another schema or meaning");

    [Theory]
    [InlineData("[Telemetry] public partial Task ASync(int x, int y); [Telemetry] public partial Task BAsync(int x, int z);")]
    [InlineData("[ReportedProperty] public partial Task ASync(int x); [DesiredProperty] private void On(int x) { }")]
    [InlineData("[Telemetry] public partial Task ASync(int x); [Telemetry(Component = \"c\")] public partial Task BAsync(string x);")]
    [InlineData("[Telemetry] public partial Task ASync([SemanticType(\"Mass\", \"gram\")] int x); [Telemetry] public partial Task BAsync(int x, int y);")]
    public Task Names_that_go_together(string member) => VerifyMemberAsync(member);

    [Fact]
    public Task Component_whose_identifier_is_too_long() => AnalyzerTest.VerifyAsync(
        $$"""
        [ModuleIdentity("m", ModelId = "dtmi:{{new string('a', 100)}};1")]
        public partial class Module
        {
            [Telemetry(Component = {|MID0075:"{{new string('c', 30)}}"|})] public partial Task SendAsync(int x);
        }
        """,
        $"\"{new string('c', 30)}\" is missing from the DTDL model of 'Module': the identifier of its interface, dtmi:{new string('a', 100)}:{new string('c', 30)};1, is longer than 128");

    [Fact]
    public Task Contract_of_the_users_own() => AnalyzerTest.VerifyAsync(
        """
        using System.Text.Json;
        using System.Text.Json.Serialization;

        [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase), JsonSerializable(typeof(Own))]
        internal partial class Contracts : JsonSerializerContext
        {
            public Contracts() : base(null) { }
            public static Contracts Default { get; } = new();
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }

        public class Own { public int X { get; set; } }

        [ModuleIdentity("m", ModelId = "dtmi:com:example:Module;1", JsonContext = typeof(Contracts))]
        public partial class Module
        {
            [Telemetry] public partial Task SendAsync(Own {|MID0075:own|});
            [ReportedProperty] public partial Task ReportAsync(Own[] {|MID0075:all|}, DayOfWeek {|MID0075:day|}, int number);
        }
        """,
        "\"own\" is missing from the DTDL model of 'Module': its JSON is written by the options of the class's JsonContext, which may change 'Own'",
        "\"all\" is missing from the DTDL model of 'Module': its JSON is written by the options of the class's JsonContext, which may change 'Own[]'",
        "\"day\" is missing from the DTDL model of 'Module': its JSON is written by the options of the class's JsonContext, which may change 'DayOfWeek'");

    [Fact]
    public Task Class_without_a_model_may_send_anything() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity("m")] public partial class Module { [Telemetry] public partial Task SendAsync(ulong x_); }""");

    [Theory]
    [InlineData("[SemanticType({|MID0076:\"temperatur\"|}, \"kelvin\")] double", "there is no type \"temperatur\"; did you mean \"Temperature\"?")]
    [InlineData("[SemanticType({|MID0076:\"\"|}, \"\")] double", "there is no type \"\"")]
    [InlineData("[SemanticType({|MID0076:\"Happiness\"|}, \"smile\")] double", "there is no type \"Happiness\"")]
    [InlineData("[SemanticType(\"Temperature\", {|MID0076:\"metre\"|})] double", "a Temperature is measured in degreeCelsius, degreeFahrenheit, kelvin")]
    [InlineData("[SemanticType(unit: {|MID0076:\"K\"|}, type: \"Temperature\")] double", "a Temperature is measured in degreeCelsius, degreeFahrenheit, kelvin")]
    [InlineData("[{|MID0076:SemanticType(\"Temperature\", \"kelvin\")|}] string", "only a number that DTDL has a schema for has a meaning, not 'string'")]
    [InlineData("[{|MID0076:SemanticType(\"Mass\", \"gram\")|}] int[]", "only a number that DTDL has a schema for has a meaning, not 'int[]'")]
    public Task Semantic_type(string parameter, string reason) => VerifyMemberAsync(
        $"[Telemetry] public partial Task SendAsync({parameter} x, int y);", $"[SemanticType] of 'x' is none of DTDL: {reason}");

    [Fact]
    public Task Semantic_type_anywhere() => VerifyMemberAsync(
        """
        public record Body([SemanticType("Mass", {|MID0076:"a"|})] int A, [property: SemanticType("Mass", {|MID0076:"b"|})] int B)
            {
                [SemanticType("Mass", {|MID0076:"c"|})] public int C { get; set; }
                [SemanticType("Mass", {|MID0076:"d"|})] public int D;
            }

            [DirectMethod] [return: SemanticType("Mass", {|MID0076:"e"|})] private int Call() => 1;
            [DirectMethod] [return: {|MID0076:SemanticType("Mass", "gram")|}] private Task<MethodResponse<string>> SayAsync() => throw new NotSupportedException();
            [DirectMethod] [return: SemanticType("Mass", "gram")] private ValueTask<double> WeighAsync() => new(1);
        """,
        [.. new[] { "A", "B", "C", "D", "Call" }.Select(name =>
            $"[SemanticType] of '{name}' is none of DTDL: a Mass is measured in gram, kilogram, massPound, microgram, milligram, slug, tonne"),
        "[SemanticType] of 'SayAsync' is none of DTDL: only a number that DTDL has a schema for has a meaning, not 'string'"]);
}
