using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class PayloadAnalyzerTests
{
    private const string Unknown = "is known only when the program runs; use a type of your own with the parts that matter, or name a JsonSerializerContext";

    [Theory]
    [InlineData("object", "object")]
    [InlineData("nint", "nint")]
    [InlineData("dynamic", "dynamic")]
    [InlineData("(int, int)", "(int, int)")]
    [InlineData("CancellationToken?", "CancellationToken")]
    [InlineData("Action", "Action")]
    [InlineData("List<object>", "object")]
    [InlineData("Exception", "Exception")]
    [InlineData("Type", "Type")]
    public Task Type_that_is_known_at_run_time_only(string type, string shown) => VerifyAsync(
        $"[Telemetry] public partial Task SendAsync({{|MID0023:{type}|}} x);", $"what is in '{shown}' {Unknown}");

    [Theory]
    [InlineData("int[,]", "what is in 'int[*,*]' " + Unknown)]
    [InlineData("System.Collections.ArrayList", "'ArrayList' is a collection that System.Text.Json cannot be told of at build time; use an array, a list or a dictionary")]
    [InlineData("Own", "'Module.Own' is a collection that System.Text.Json cannot be told of at build time; use an array, a list or a dictionary")]
    [InlineData("Dictionary<int[], int>", "the keys of 'Dictionary<int[], int>' are no JSON property names")]
    [InlineData("Included", "'Module.Included.A' cannot be seen by generated code; make it internal or public")]
    [InlineData("Converted", "the converter of 'Module.Converted' is for another type, or cannot be made by a public constructor without parameters")]
    [InlineData("Holder", "'Module.Holder.B' has the JSON name of another property")]
    [InlineData("Deep", "what is in 'object' " + Unknown)]
    public Task Part_at_fault(string type, string reason) =>
        VerifyAsync($"[Telemetry] public partial Task SendAsync({{|MID0023:{type}|}} x, int y);", reason);

    [Theory]
    [InlineData("Two", "'Module.Two' has no constructor that System.Text.Json would choose; give it one without parameters, a single public one, or [JsonConstructor]")]
    [InlineData("Abstract", "'Module.Abstract' has no constructor that System.Text.Json would choose; give it one without parameters, a single public one, or [JsonConstructor]")]
    [InlineData("Unbound", "the constructor parameter 'Module.Unbound(other)' is no property of the type, with that name and type")]
    [InlineData("Base<int>", "'Module.Base<int>.X' is an init property of a generic type; make it a constructor parameter or give it a setter")]
    public async Task Type_that_can_only_be_written(string type, string reason)
    {
        await VerifyAsync($"[DirectMethod] private void On({{|MID0023:{type}|}} x) {{ }}", reason, "On");
        await AnalyzerTest.VerifyAsync(Module($"[DirectMethod] private {type} On() => null!;"));
    }

    private static Task VerifyAsync(string member, string reason, string method = "SendAsync") =>
        AnalyzerTest.VerifyAsync(Module(member), $"'x' of '{method}' cannot be carried as JSON: {reason}");

    private static string Module(string member) => $$"""
        using System.Text.Json;
        using System.Text.Json.Serialization;

        [ModuleIdentity("m")]
        public partial class Module
        {
            {{member}}

            public class Own : List<int>;
            [JsonConverter(typeof(Converter))] public class Converted;
            public class Converter(int x) : JsonConverter<Converted>
            {
                public override Converted Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new();
                public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) => writer.WriteNumberValue(x);
            }
            public class Holder { public int A { get; set; } [JsonPropertyName("A")] public int B { get; set; } }
            public class Included { [JsonInclude] private int A { get; set; } }
            public class Deep { public Dictionary<string, Deeper>? More { get; set; } }
            public record Deeper(object Value, Deep? Up);
            public class Two { public Two(int a) => A = a; public Two(string b) => A = b.Length; public int A { get; } }
            public abstract class Abstract { public int A { get; set; } }
            public class Unbound(int other) { public int A { get; set; } = other; }
            public class Base<T> { public T? X { get; init; } }
        }
        """;
}
