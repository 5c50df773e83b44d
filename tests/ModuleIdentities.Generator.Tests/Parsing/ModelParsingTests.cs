using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Parsing;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>What is read of a class for its digital twin model, and why something is not in it.</summary>
public class ModelParsingTests
{
    private const string Types = """
        using System.Collections.Immutable;
        using System.Text.Json;
        using System.Text.Json.Serialization;

        public enum Number : short { Low = -1, High = 2, AlsoHigh = 2 }
        [JsonConverter(typeof(JsonStringEnumConverter<Text>))]
        public enum Text
        {
            /// <summary>Not high.</summary>
            Low,
            [JsonStringEnumMemberName("high")] High,
        }
        [Flags] public enum Days { Monday = 1 }
        [Flags, JsonConverter(typeof(JsonStringEnumConverter))] public enum Words { A = 1 }
        [JsonConverter(typeof(JsonNumberEnumConverter<Digits>))] public enum Digits { A }
        public enum Wide : uint { Small, Big = uint.MaxValue }
        public enum Low : long { Small = long.MinValue }
        public enum Huge : ulong { Big = ulong.MaxValue }
        public enum Nothing;
        public enum Bad { größe }
        [JsonConverter(typeof(JsonConverter<Odd>))] public enum Odd { A }
        public record Reading([SemanticType("Temperature", "kelvin")] double Temperature, [property: SemanticType("Pressure", "bar")] float Pressure)
        {
            [JsonPropertyName("renamed")] public int Number { get; init; }
            [JsonIgnore] public string Secret { get; set; } = "";
            [JsonInclude] public string Tag = "";
            [JsonConverter(typeof(JsonStringEnumConverter<Number>))] public Number Named { get; set; }
            [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }
            [SemanticType("Temperature", "kelvin")] public string? NoNumber { get; set; }
            [SemanticType("Temperature", "metre")] public int OtherUnit { get; set; }
            [SemanticType("Nonsense", "metre")] public int OtherType { get; set; }
        }
        public class Own { public int X { get; set; } }
        [JsonDerivedType(typeof(Derived), "d")] public class Polymorphic { public int X { get; set; } }
        [JsonPolymorphic] public class Marked { public int X { get; set; } }
        public class Derived : Polymorphic;
        public class Node { public Node? Next { get; set; } }
        public class Nested { public A1? A { get; set; } }
        public class A1 { public A2? A { get; set; } }
        public class A2 { public A3? A { get; set; } }
        public class A3 { public A4? A { get; set; } }
        public class A4 { public int A { get; set; } }
        public class A0 { public Nested? A { get; set; } }
        public class BadName { [JsonPropertyName("a-b")] public int A { get; set; } }
        public class BadMember { public ulong A { get; set; } }
        public class WithConverter { [JsonConverter(typeof(JsonConverter<int>))] public int A { get; set; } }
        public class WithHandling { [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public int A { get; set; } }
        """;

    [Fact]
    public void Contents_of_every_kind() => Snapshot.VerifyModel(ParsedSource.Of(Types, """
        /// <summary>Keeps a room at a <see cref="Reading.Temperature"/>, <paramref name="x"/> or <see langword="null"/><br/>.</summary>
        [ModuleIdentity("thermostat", ModelId = "dtmi:com:example:Thermostat;1")]
        public partial class Module
        {
            /// <summary>Sends what is measured.</summary>
            /// <param name="other">Nothing.</param>
            /// <param name="temperature">What the "sensor" measures,
            /// in °C.</param>
            [Telemetry] public partial Task SendTemperatureAsync([SemanticType("Temperature", "degreeCelsius")] double temperature, int? humidity, [MessageProperty] string? alarm = null);

            /// <summary>How full the tank is.</summary>
            [Telemetry] public partial Task SendLevelAsync(float level);

            /// <summary>Half a comment.
            [Telemetry] public partial Task SendHalfAsync(float half);

            /** <summary>Of another form.</summary> */
            [Telemetry] public partial Task SendOtherAsync(float otherForm);

            /// <summary> </summary>
            [Telemetry] public partial Task SendEmptyAsync(float empty);

            [Telemetry] public partial Task SendReadingAsync(Reading reading);
            [Telemetry] public partial Task SendReadingsAsync(IReadOnlyList<Reading> readings);
            [Telemetry(Component = "sensor1")] public partial Task SendSensorAsync(double temperature);
            [ReportedProperty] public partial Task ReportAsync(string firmware, double targetTemperature, bool isOn);
            [ReportedProperty(Component = "sensor1")] internal partial Task ReportSensorAsync(string name);
            [ReportedProperty(Component = "a-b")] internal partial Task ReportBadAsync(string name);

            /// <param name="targetTemperature">The temperature to keep.</param>
            [DesiredProperty] private void OnTarget([SemanticType("Temperature", "kelvin")] double targetTemperature) { }

            [DesiredProperty("mode")] private void OnMode(DayOfWeek day) { }
            [DesiredProperty(Component = "sensor1")] private void OnInterval(long interval) { }

            /// <summary>Starts again.</summary>
            /// <param name="delay">In how many seconds.</param>
            /// <returns>When it will be back.</returns>
            [DirectMethod("reboot")] private Task<DateTimeOffset> RebootAsync(int delay, CancellationToken ct) => null!;

            [DirectMethod] private void Blink() { }
            [DirectMethod(Component = "sensor1")] [return: SemanticType("Energy", "joule")] private MethodResponse<int> Measure() => null!;
            [DirectMethod] private int Refused(int a, int b) => 1;
            [Telemetry] public partial int SendRefusedAsync(int refused);
            [DesiredProperty] private int OnRefused(int refused) => 1;
        }
        """).Module().Client!.Model);

    [Fact]
    public void Schemas_of_every_kind() => Snapshot.VerifyModel(ParsedSource.Of(Types, """
        [ModuleIdentity("all", ModelId = "dtmi:com:example:All;12")]
        public partial class Module
        {
            [Telemetry] public partial Task SendIntegersAsync(sbyte a, byte b, short c, ushort d, int e, uint f, long g);
            [Telemetry] public partial Task SendNumbersAsync(float h, double i, decimal j, Half k);
            [Telemetry] public partial Task SendTextsAsync(string l, char m, Guid n, TimeSpan o, Uri p, Version q, byte[] r, bool s, Memory<byte> bytes, ReadOnlyMemory<byte> more);
            [Telemetry] public partial Task SendTimesAsync(DateTime t, DateTimeOffset u, DateOnly v, TimeOnly w);
            [Telemetry] public partial Task SendEnumsAsync(Number? x, Text y, Days z, Words words, Wide wide, Low low, Digits digits);
            [ReportedProperty] public partial Task ReportAsync(int[] array, List<string?> list, ImmutableArray<Reading> readings, HashSet<Number> set);
            [ReportedProperty] public partial Task ReportMapsAsync(Dictionary<string, double> map, IReadOnlyDictionary<int, int[]> nested);
            [ReportedProperty] public partial Task ReportDeepAsync(double[][][][][] deep, Number[][][][][] deepEnum, Nested inner);
        }
        """).Module().Client!.Model);

    [Theory]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, ulong a);", "a Schema ulong a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, int end_);", "end_ Name end_ end_")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, JsonElement any);", "any Schema JsonElement any")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Int128 a);", "a Schema Int128 a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Bad bad);", "bad Name größe bad")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Odd odd);", "odd Schema Odd odd")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Huge a);", "a Schema Huge a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Nothing a);", "")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Polymorphic a);", "a Schema Polymorphic a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Marked a);", "a Schema Marked a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Node? a);", "a Depth Node a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Nested a);", "")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, A0 a);", "a Depth A4 a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, double[][][][][][] a);", "a Depth double[] a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, BadName a);", "a Name a-b a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, BadMember a);", "a Schema ulong a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, WithConverter a);", "a Schema WithConverter.A a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, WithHandling a);", "a Schema WithHandling.A a")]
    [InlineData("[Telemetry] public partial Task SendAsync(Dictionary<string, int> any);", "any Body Dictionary<string, int> any")]
    [InlineData("[Telemetry] public partial Task SendAsync(JsonElement any);", "any Body JsonElement any")]
    [InlineData("[Telemetry] public partial Task SendAsync(Polymorphic any);", "any Body Polymorphic any")]
    [InlineData("[Telemetry] public partial Task SendAsync(BadMember body);", "A Schema ulong body")]
    [InlineData("[Telemetry] public partial Task SendAsync(BadName body);", "a-b Name a-b body")]
    [InlineData("[Telemetry] public partial Task SendAsync(IReadOnlyList<BadMember> bodies);", "A Schema ulong bodies")]
    [InlineData("[Telemetry] public partial Task SendAsync(int x); [Telemetry] public partial Task SendTooAsync(int x);", "")]
    [InlineData("[Telemetry] public partial Task SendAsync(int x); [Telemetry] public partial Task SendTooAsync(string x);", "x NameTaken x x")]
    [InlineData("[Telemetry] public partial Task SendAsync(int x); [ReportedProperty] public partial Task ReportAsync(int x);", "x NameTaken x x")]
    [InlineData("[DesiredProperty] void OnX(int x) { } [ReportedProperty] public partial Task ReportAsync(int x);", "")]
    [InlineData("[DesiredProperty] void OnX(int x) { } [ReportedProperty] public partial Task ReportAsync(string x);", "x NameTaken x x")]
    [InlineData("[Telemetry] public partial Task SendAsync([SemanticType(\"Mass\", \"gram\")] int x); [Telemetry] public partial Task SendTooAsync([SemanticType(\"Mass\", \"tonne\")] int x);", "x NameTaken x x")]
    [InlineData("[Telemetry] public partial Task SendAsync(int x); [Telemetry] public partial Task SendTooAsync([SemanticType(\"Mass\", \"gram\")] int x);", "")]
    [InlineData("[DirectMethod] void X() { } [DirectMethod(\"x\")] void Y() { }", "x NameTaken x Y named")]
    [InlineData("[DirectMethod(\"two-words\")] void M() { }", "two-words Name two-words M named")]
    [InlineData("[DirectMethod] void M(ulong x) { }", "m Schema ulong x")]
    [InlineData("[DirectMethod] void M(int x_) { }", "m Name x_ x_")]
    [InlineData("[DirectMethod] ulong M() => 1;", "m Schema ulong M")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good); [Telemetry(Component = \"good\")] public partial Task SendTooAsync(int x);", "good NameTaken dtmi:com:example:M:good;1 SendTooAsync named Component")]
    [InlineData("[Telemetry(Component = \"c\")] public partial Task SendAsync(int x); [Telemetry(Component = \"c\")] public partial Task SendTooAsync(string x);", "x NameTaken x x")]
    [InlineData("[Telemetry(Component = \"c\")] public partial Task SendAsync(int x); [Telemetry(Component = \"d\")] public partial Task SendTooAsync(string x);", "")]
    public void What_the_model_does_not_say(string members, string faults) => AssertFaults(members, faults, "dtmi:com:example:M;1", context: null);

    [Fact]
    public void Identifier_of_a_component_is_no_longer_than_one_may_be()
    {
        string id = "dtmi:com:" + new string('a', 128 - 9 - 2 - 2) + ";1";
        AssertFaults("[Telemetry(Component = \"c\")] public partial Task SendAsync(int x);", "", id, context: null);
        AssertFaults("[Telemetry(Component = \"cc\")] public partial Task SendAsync(int x);", $"cc ComponentId {id.Insert(id.Length - 2, ":cc")} SendAsync named Component", id, context: null);
    }

    [Theory]
    [InlineData("[Telemetry] public partial Task SendAsync(Own own);", "own Contract Own own")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Own own);", "own Contract Own own")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Number a);", "a Contract Number a")]
    [InlineData("[Telemetry] public partial Task SendAsync(int good, Text a);", "")]
    public void Own_contracts_with_options(string members, string faults) => AssertFaults(members, faults, "dtmi:com:example:M;1", context: "Contracts");

    [Theory]
    [InlineData(512, 512, 'x')]
    [InlineData(513, 512, '…')]
    public void Description_is_cut_at_the_length_of_DTDL(int length, int cut, char last)
    {
        string description = DocumentationText.Summary(
            ParsedSource.Of($"/// <summary>{new string('x', length)}</summary>\nclass Module;").Type("Module"), TestContext.Current.CancellationToken)!;
        Assert.Equal(cut, description.Length);
        Assert.Equal(last, description[^1]);
    }

    [Fact]
    public void Description_is_not_cut_inside_a_character()
    {
        string description = DocumentationText.Summary(
            ParsedSource.Of($"/// <summary>{new string('x', 510)}😀xx</summary>\nclass Module;").Type("Module"), TestContext.Current.CancellationToken)!;
        Assert.Equal(new string('x', 510) + "…", description);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dtmi:a-b;1")]
    public void Class_without_a_valid_model_id_has_no_model(string modelId) =>
        Assert.Null(ParsedSource.Of($"[ModuleIdentity(\"m\", ModelId = \"{modelId}\")] partial class Module;").Module().Client!.Model);

    [Theory]
    [InlineData("/// <param name=\"A\">Of the parameter.</param>\n", "", "Of the parameter.")]
    [InlineData("/// <param name=\"A\">Of the parameter.</param>\n", "/// <summary>Of the property.</summary>\npublic int A { get; init; } = A;", "Of the property.")]
    [InlineData("/// <summary>Of the record.</summary>\n", "", null)]
    public void Description_of_a_member(string documentation, string member, string? description) => Assert.Equal(
        description,
        ParsedSource.Of(
            $"{documentation}record Reading(int A)\n{{\n{member}\n}}",
            "[ModuleIdentity(\"m\", ModelId = \"dtmi:a;1\")] partial class Module { [Telemetry] public partial Task SendAsync(Reading reading); }")
            .Module().Client!.Model!.Contents[0].Element.Description);

    [Fact]
    public void First_description_of_a_name_counts()
    {
        ParsedSource source = ParsedSource.Of("""
            [ModuleIdentity("m", ModelId = "dtmi:a;1")]
            partial class Module
            {
                /// <param name="x">First.</param>
                [Telemetry] public partial Task SendAsync(int x);
                /// <param name="x">Second.</param>
                [Telemetry] public partial Task SendTooAsync([SemanticType("Mass", "gram")] int x);
                /// <summary>Of the property.</summary>
                [DesiredProperty] void OnY(int y) { }
                [ReportedProperty] public partial Task ReportAsync(int y);
            }
            """);
        Generator.Model.DtdlContent[] contents = [.. source.Module().Client!.Model!.Contents];
        Assert.Equal(["First.", "Of the property."], contents.Select(content => content.Element.Description));
        Assert.Equal("gram", contents[0].Element.Semantic?.Unit);
        Assert.Equal(Generator.Model.DtdlContentKind.WritableProperty, contents[1].Kind);
    }

    [Fact]
    public void Units_of_a_semantic_type()
    {
        Assert.Contains("kelvin", SemanticTypes.UnitsOf("Temperature")!);
        Assert.Null(SemanticTypes.UnitsOf("temperature"));
        Assert.Contains("Temperature", SemanticTypes.Names);
    }

    private static void AssertFaults(string members, string faults, string modelId, string? context)
    {
        ParsedSource source = ParsedSource.Of(
            Types,
            "using System.Text.Json.Serialization; [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)] class Contracts;",
            $"using System.Text.Json; [ModuleIdentity(\"m\", ModelId = \"{modelId}\")] partial class Module {{ {members} }}");
        INamedTypeSymbol type = source.Type("Module");
        DtdlReader reader = new(
            type, DeclarationAttributes.FindModuleIdentity(type)!, context is null ? null : source.Type(context), TestContext.Current.CancellationToken);
        reader.Read(DeclaredMethod.Of(type));
        Assert.Equal(faults, string.Join("; ", reader.Faults.Select(fault =>
            $"{fault.Name} {fault.Reason.Kind} {fault.Reason.Culprit} {fault.Symbol.Name} {(fault.NamedBy is null ? "" : "named")} {fault.Argument}".TrimEnd())));
    }
}
