using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Generation;

/// <summary>The DTDL models of classes. Microsoft's own parser judges the verified files: <c>tests/Interop/model.test.js</c>.</summary>
public class ModelTests
{
    [Fact]
    public void Class_with_a_model() => Snapshot.Verify(GeneratorTest.Run("""
        namespace Demo;

        [ModuleIdentity("thermostat", ModelId = "dtmi:com:example:Thermostat;1")]
        public partial class Thermostat
        {
            [Telemetry] public partial Task SendTemperatureAsync(double temperature, CancellationToken cancellationToken = default);
        }
        """));

    [Fact]
    public void Contents_of_every_kind() => Snapshot.VerifyModels(GeneratorTest.Run("""
        namespace Demo;

        /// <summary>Keeps a room at a <see cref="Reading.Temperature"/>, <paramref name="x"/> or <see langword="null"/>.</summary>
        /// <remarks>Not in the model.</remarks>
        [ModuleIdentity("thermostat", ModelId = "dtmi:com:example:Thermostat;1")]
        public partial class Thermostat
        {
            /// <summary>Sends what is measured.</summary>
            /// <param name="temperature">What the "sensor" measures,
            /// in °C.</param>
            [Telemetry] public partial Task SendTemperatureAsync(double temperature, int? humidity, [MessageProperty] string? alarm = null);

            /// <summary>How full the tank is.</summary>
            [Telemetry] public partial Task SendLevelAsync(float GPSLevel2);

            [Telemetry] public partial Task SendReadingAsync(Reading reading);
            [Telemetry] public partial Task SendReadingsAsync(IReadOnlyList<Reading> readings);
            [Telemetry(Component = "sensor1")] public partial Task SendSensorAsync(double temperature);
            [ReportedProperty] public partial Task ReportAsync(string firmware_version, double targetTemperature, bool isOn);
            [ReportedProperty(Component = "sensor1")] internal partial Task ReportSensorAsync(string name);

            /// <param name="targetTemperature">The temperature to keep.</param>
            [DesiredProperty] private void OnTarget(double targetTemperature) => _ = targetTemperature;

            /// <summary>Which mode it is in.</summary>
            [DesiredProperty("mode")] private void OnMode(DayOfWeek day) => _ = day;

            [DesiredProperty(Component = "sensor1")] private void OnInterval(long interval) => _ = interval;

            /// <summary>Starts again.</summary>
            /// <param name="delay">In how many seconds.</param>
            /// <returns>When it will be back.</returns>
            [DirectMethod("reboot")] private Task<DateTimeOffset> RebootAsync(int delay, CancellationToken ct) => Task.FromResult(DateTimeOffset.UnixEpoch.AddSeconds(delay));

            [DirectMethod] private void Blink() { }
            [DirectMethod(Component = "sensor1")] private MethodResponse<int> Measure() => MethodResponse.Ok(1);
        }

        /// <param name="Temperature">What is measured.</param>
        public record Reading(double Temperature)
        {
            /// <summary>Whether <c>Temperature</c> is high.</summary>
            public bool IsHigh => Temperature > 30;
        }
        """));

    [Fact]
    public void Schemas_of_every_kind() => Snapshot.VerifyModels(GeneratorTest.Run("""
        using System.Collections.Immutable;
        using System.Text.Json;
        using System.Text.Json.Serialization;

        namespace Demo;

        public enum Number : short { Low = -1, High = 2, AlsoHigh = 2 }

        [JsonConverter(typeof(JsonStringEnumConverter<Text>))]
        public enum Text
        {
            /// <summary>Not high.</summary>
            Low,
            [JsonStringEnumMemberName("very \"high\"")] High,
        }

        [Flags] public enum Days { Monday = 1, Tuesday = 2 }

        [Flags, JsonConverter(typeof(JsonStringEnumConverter<Words>))] public enum Words { A = 1, B = 2 }

        public enum Wide : uint { Small, Big = uint.MaxValue }

        public class Inner
        {
            [JsonPropertyName("renamed")] public int Number { get; init; }
            [JsonIgnore] public string Secret { get; set; } = "";
            [JsonInclude] public string Tag = "";
            [JsonConverter(typeof(JsonStringEnumConverter<Number>))] public Number Named { get; set; }
            [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }
        }

        public class Plain { public string? Note { get; set; } public Point Place { get; set; } }

        public readonly record struct Point(int X, int? Y);

        [ModuleIdentity("all", ModelId = "dtmi:com:example:All;12")]
        public partial class All
        {
            [Telemetry] public partial Task SendIntegersAsync(sbyte a, byte b, short c, ushort d, int e, uint f, long g);
            [Telemetry] public partial Task SendNumbersAsync(float h, double i, decimal j, Half k);
            [Telemetry] public partial Task SendTextsAsync(string l, char m, Guid n, TimeSpan o, Uri p, Version q, byte[] r, bool s);
            [Telemetry] public partial Task SendTimesAsync(DateTime t, DateTimeOffset u, DateOnly v, TimeOnly w);
            [Telemetry] public partial Task SendEnumsAsync(Number? x, Text y, Days z, Words words, Wide wide);
            [ReportedProperty] public partial Task ReportAsync(int[] array, List<string?> list, ImmutableArray<Point> points, HashSet<Number> set);
            [ReportedProperty] public partial Task ReportMapsAsync(Dictionary<string, double> map, IReadOnlyDictionary<int, Point[]> nested);
            [ReportedProperty] public partial Task ReportPlainAsync(Plain plain, double[][][][][] deep, Number[][][][][] deepEnum, Inner inner);
            [DirectMethod] private Plain Exchange(Point point) => new() { Place = point };
        }
        """));

    [Fact]
    public void Numbers_that_mean_something() => Snapshot.VerifyModels(GeneratorTest.Run("""
        namespace Demo;

        public record Reading([SemanticType("Temperature", "kelvin")] double Temperature, [property: SemanticType("Pressure", "bar")] float Pressure)
        {
            [SemanticType("RelativeHumidity", "percent")] public int Humidity { get; set; }
        }

        [ModuleIdentity("sensor", ModelId = "dtmi:com:example:Sensor;1")]
        public partial class Sensor
        {
            [Telemetry] public partial Task SendAsync([SemanticType("Velocity", "metrePerSecond")] double wind, int count);
            [Telemetry] public partial Task SendReadingAsync(Reading reading);
            [ReportedProperty(Component = "inside")] public partial Task ReportAsync(Reading last, [SemanticType("Mass", "gram")] decimal? mass);
            [DesiredProperty] private void OnInterval([SemanticType("TimeSpan", "second")] long interval) => _ = interval;

            [DirectMethod]
            [return: SemanticType("Energy", "joule")]
            private Task<MethodResponse<double>> BurnAsync([SemanticType("Volume", "litre")] double fuel) => Task.FromResult(MethodResponse.Ok(fuel));
        }
        """));

    [Fact]
    public void Only_what_the_model_can_say() => Snapshot.VerifyModels(GeneratorTest.Run($$"""
        using System.Text.Json;
        using System.Text.Json.Serialization;

        namespace Demo;

        [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase), JsonSerializable(typeof(Own))]
        internal partial class Contracts : JsonSerializerContext
        {
            public Contracts() : base(null) { }
            public static Contracts Default { get; } = new();
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }

        public class Own { public int X { get; set; } }

        [JsonDerivedType(typeof(Derived), "d")] public class Polymorphic { public int X { get; set; } }

        public class Derived : Polymorphic;

        public class Node { public Node? Next { get; set; } }

        public enum Bad { größe }

        [ModuleIdentity("m", ModelId = "dtmi:com:example:Limits;1", JsonContext = typeof(Contracts))]
        public partial class Limits
        {
            [Telemetry] public partial Task SendAsync(int good, ulong tooBig, int end_, JsonElement any, Bad bad, Int128 wide);
            [Telemetry] public partial Task SendAnyAsync(Dictionary<string, int> any);
            [Telemetry] public partial Task SendOwnAsync(Own own);
            [Telemetry] public partial Task SendGoodAsync(string good);
            [Telemetry(Component = "good")] public partial Task SendComponentAsync(int x);
            [Telemetry(Component = "{{new string('c', 64)}}")] public partial Task SendLongAsync(int x);
            [ReportedProperty] public partial Task ReportAsync(double[][][][][][] six, Node node, Polymorphic polymorphic, Own own);
            [DirectMethod("two-words")] private void TwoWords() { }
            [DirectMethod] private Own GetOwn() => new();
            [DirectMethod] private void Set(ulong number) => _ = number;
            [DirectMethod("named")] private void Named(int number_) => _ = number_;
        }
        """));

    [Fact]
    public void Names_in_words() => Assert.Equal(
        ["All", "Target temperature", "GPS level2", "Is on", "X", "Firmware version", "Two words"],
        JsonOf("""
            [ModuleIdentity("m", ModelId = "dtmi:com:example:All;1")]
            partial class All { [Telemetry] public partial Task SendAsync(int targetTemperature, int GPSLevel2, int isOn, int x, int firmware_version, int two__words); }
            """).Split('\n').Where(line => line.Contains("displayName", StringComparison.Ordinal)).Select(line => line.Split('"')[3]));

    [Theory]
    [InlineData("_Thermostat", "Thermostat")]
    [InlineData("_lowerCase_", "Lower case")]
    [InlineData("__", null)]
    public void Class_name_with_underscores_outside(string name, string? words) => Assert.Equal(
        words is null ? [] : [words],
        GeneratorTest.Run($"[ModuleIdentity(\"m\", ModelId = \"dtmi:com:example:All;1\")] partial class {name};").Source($"{name}.g.cs")
            .Split('\n').Where(line => line.Contains("displayName", StringComparison.Ordinal)).Select(line => line.Split('"')[3]));

    [Fact]
    public void Documentation_of_a_record_is_not_that_of_its_parameters() => Assert.Equal(
        ["Of the parameter."],
        JsonOf("""
            /// <summary>Of the record.</summary>
            /// <param name="X">Of the parameter.</param>
            public record Reading(int X, int Y);

            [ModuleIdentity("m", ModelId = "dtmi:com:example:All;1")]
            partial class All { [Telemetry] public partial Task SendAsync(Reading reading); }
            """).Split('\n').Where(line => line.Contains("description", StringComparison.Ordinal)).Select(line => line.Split('"')[3]));

    [Fact]
    public void Body_that_may_be_of_a_derived_type_has_no_members_in_the_model() => Assert.DoesNotContain(
        "\"name\"",
        JsonOf("""
            using System.Text.Json.Serialization;
            [JsonDerivedType(typeof(Derived), "d")] public class Polymorphic { public int X { get; set; } }
            public class Derived : Polymorphic;

            [ModuleIdentity("m", ModelId = "dtmi:com:example:All;1")]
            partial class All { [Telemetry] public partial Task SendAsync(Polymorphic body); }
            """),
        StringComparison.Ordinal);

    [Fact]
    public void Descriptions_are_cut_at_the_length_of_DTDL() => Assert.Equal(
        512,
        JsonOf($$"""
            /// <summary>{{new string('x', 600)}}</summary>
            [ModuleIdentity("m", ModelId = "dtmi:com:example:All;1")] partial class All;
            """).Split('\n').Single(line => line.Contains("description", StringComparison.Ordinal)).Split('"')[3].Length);

    [Theory]
    [InlineData("")]
    [InlineData(", ModelId = null")]
    [InlineData(", ModelId = \"none\"")]
    public void Class_without_a_valid_model_id_has_no_model(string modelId) => Assert.DoesNotContain(
        "Dtdl", GeneratorTest.Run($"[ModuleIdentity(\"m\"{modelId})] partial class Module;").Source("Module.g.cs"), StringComparison.Ordinal);

    private static string JsonOf(string source) => GeneratorTest.Run(source).Source("All.g.cs");
}
