namespace ModuleIdentities.Generator.Tests.Json;

/// <summary>Payload types of every shape that is supported, as a user might write them.</summary>
internal static class PayloadShapes
{
    /// <summary>The types to read and write, in C#.</summary>
    public static IReadOnlyList<string> ReadTypes { get; } =
    [
        "Numbers", "Texts", "Nullables", "Level", "Level?", "Named", "Named?", "Positional", "PositionalWithMore", "PositionalStruct", "Mutable",
        "Point", "Segment", "WithInit", "WithRequired", "Renamed", "Ordered", "Conditional", "NumbersAsText", "NumbersByType", "WithRest", "WithObjects",
        "Derived", "Hiding", "Overriding", "Tree", "Lists", "Sets", "Maps", "ImmutableOnes", "WithConverters", "Animal", "Dog", "Box<int>", "Box<Box<string?>?>",
        "Pairs", "Nodes", "Strict", "Filled", "Counted", "GetOnly", "SetOnly", "Chosen", "Defaulted", "Included", "List<Positional>", "Positional[]", "int[][]",
        "Dictionary<string, List<int?>>", "IReadOnlyDictionary<Level, PositionalStruct>", "IReadOnlyList<Named>", "Empty", "EmptyStruct", "PositionalStruct?",
        "Uri", "byte[]", "System.Text.Json.JsonElement", "List<byte[]?>", "Frozen", "Keys", "Asking",
    ];

    /// <summary>The types to write only.</summary>
    public static IReadOnlyList<string> WrittenTypes { get; } = ["IShape", "IShape[]", "TwoConstructors", "Abstract", "Dictionary<string, IShape>"];

    public const string Source = """
        using System.Collections.Concurrent;
        using System.Collections.Immutable;
        using System.Collections.ObjectModel;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;

        namespace Demo;

        public enum Level : byte { Low, Middle = 7, High = 200 }

        [JsonConverter(typeof(JsonStringEnumConverter<Named>))]
        public enum Named { First, Second, [JsonStringEnumMemberName("3rd")] Third }

        public class Numbers
        {
            public sbyte A { get; set; } public byte B { get; set; } public short C { get; set; } public ushort D { get; set; } public int E { get; set; }
            public uint F { get; set; } public long G { get; set; } public ulong H { get; set; } public float I { get; set; } public double J { get; set; }
            public decimal K { get; set; } public Half L { get; set; } public Int128 M { get; set; } public UInt128 N { get; set; }
        }

        public class Texts
        {
            public string A { get; set; } = "a"; public string? B { get; set; } public char C { get; set; } public Guid D { get; set; } public bool E { get; set; }
            public DateTime F { get; set; } public DateTimeOffset G { get; set; } public DateOnly H { get; set; } public TimeOnly I { get; set; } public TimeSpan J { get; set; }
            public Uri? K { get; set; } public Version? L { get; set; } public byte[]? M { get; set; } public ReadOnlyMemory<byte> N { get; set; }
        }

        public class Nullables
        {
            public int? A { get; set; } public Level? B { get; set; } public Guid? C { get; set; } public TimeOnly? D { get; set; } public Point? E { get; set; } public Named? F { get; set; }
        }

        public record Positional(int Number, string? Text, Level Level);
        public record PositionalWithMore(double Value, string Unit = "C") : Positional(1, "x", Level.High) { public int Extra { get; set; } = 5; public string? Note { get; init; } = "note"; }
        public readonly record struct PositionalStruct(double Temperature, string? Name);
        public struct Mutable { public int A { get; set; } public string? B { readonly get; set; } [JsonInclude] public double C; public int Ignored; }
        public readonly struct Point { [JsonConstructor] public Point(int x, int y) { X = x; Y = y; } public int X { get; } public int Y { get; } public int Sum => X + Y; }
        public struct Segment { public Point From { get; init; } public Point To { get; init; } }
        public class WithInit { public int A { get; init; } = 42; public string B { get; init; } = "default"; public List<int> C { get; init; } = [1]; }
        public class WithRequired { public required int A { get; set; } public required string? B { get; init; } [JsonRequired] public int C { get; set; } public int D { get; set; } }
        public class Renamed { [JsonPropertyName("a-b \"c\" ü")] public int A { get; set; } [JsonPropertyName("a")] public int B { get; set; } }
        public class Ordered { [JsonPropertyOrder(2)] public int A { get; set; } public int B { get; set; } [JsonPropertyOrder(-1)] public int C { get; set; } public int D { get; set; } }
        public class Conditional
        {
            [JsonIgnore] public int A { get; set; } [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? B { get; set; }
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int C { get; set; } [JsonIgnore(Condition = JsonIgnoreCondition.Never)] public int? D { get; set; }
            [JsonIgnore] public object? E { get; set; } [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] public int F { get; set; }
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)] public int G { get; set; }
        }
        public class NumbersAsText
        {
            [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] public int A { get; set; }
            [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] public double B { get; set; } public int C { get; set; }
            [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public List<int> D { get; set; } = [];
        }
        [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
        public class NumbersByType { public int A { get; set; } [JsonNumberHandling(JsonNumberHandling.Strict)] public long? B { get; set; } public float C { get; set; } }
        public class WithRest { public int A { get; set; } [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; } [JsonIgnore] public int Ignored { get; set; } }
        public class WithObjects { public int A { get; set; } [JsonExtensionData] public IDictionary<string, object>? Rest { get; set; } }
        public class Base { public int A { get; set; } public virtual int B { get; set; } public string? Hidden { get; set; } }
        public class Derived : Base { public int C { get; set; } }
        public class Hiding : Base { public new int Hidden { get; set; } public int D { get; set; } }
        public class Overriding : Base { [JsonPropertyName("b")] public override int B { get; set; } public int E { get; set; } }
        public class Tree { public int Value { get; set; } public List<Tree>? Children { get; set; } public Dictionary<string, Tree>? Named { get; set; } }
        public class Lists
        {
            public int[]? A { get; set; } public List<string?>? B { get; set; } public IList<int>? C { get; set; } public ICollection<Level>? D { get; set; }
            public IEnumerable<double>? E { get; set; } public IReadOnlyList<PositionalStruct>? F { get; set; } public IReadOnlyCollection<int>? G { get; set; }
            public Queue<int>? H { get; set; } public Stack<int>? I { get; set; } public LinkedList<int>? J { get; set; } public Collection<int>? K { get; set; }
            public ObservableCollection<string>? L { get; set; } public List<List<int>>? M { get; set; }
        }
        public class Sets { public HashSet<int>? A { get; set; } public ISet<string>? B { get; set; } public SortedSet<int>? C { get; set; } }
        public class Maps
        {
            public Dictionary<string, int>? A { get; set; } public IDictionary<string, string?>? B { get; set; } public IReadOnlyDictionary<string, Level>? C { get; set; }
            public SortedDictionary<string, int>? D { get; set; } public ConcurrentDictionary<string, int>? E { get; set; } public Dictionary<int, Dictionary<string, bool>>? F { get; set; }
        }
        public class Keys
        {
            public Dictionary<int, int>? A { get; set; } public Dictionary<Guid, int>? B { get; set; } public Dictionary<Level, int>? C { get; set; } public Dictionary<Named, int>? D { get; set; }
            public Dictionary<bool, int>? E { get; set; } public Dictionary<DateTime, int>? F { get; set; } public Dictionary<char, int>? G { get; set; } public Dictionary<decimal, int>? H { get; set; }
            public SortedList<TimeSpan, int>? I { get; set; } public Dictionary<Uri, int>? J { get; set; }
        }
        public class ImmutableOnes
        {
            public ImmutableList<int>? B { get; set; } public ImmutableHashSet<string>? C { get; set; } public ImmutableSortedSet<int>? D { get; set; }
            public ImmutableQueue<int>? E { get; set; } public ImmutableDictionary<string, int>? F { get; set; } public ImmutableSortedDictionary<string, int>? G { get; set; }
            public IImmutableList<int>? H { get; set; } public IImmutableDictionary<string, int>? I { get; set; } public IImmutableSet<int>? J { get; set; } public IImmutableQueue<int>? K { get; set; }
        }
        public record Frozen(ImmutableArray<int> Values, ImmutableArray<string>? More);
        public class Doubling : JsonConverter<int>
        {
            public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetInt32() / 2;
            public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(unchecked(value * 2));
        }
        public class Marking : JsonConverter<Marked>
        {
            public override Marked Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new() { Mark = reader.GetString() };
            public override void Write(Utf8JsonWriter writer, Marked value, JsonSerializerOptions options) => writer.WriteStringValue(value.Mark);
        }
        [JsonConverter(typeof(Marking))] public class Marked { public string? Mark { get; set; } }
        public class AskingConverter : JsonConverter<Asked>
        {
            public override Asked Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new() { Time = JsonSerializer.Deserialize<TimeSpan>(ref reader, options) };
            public override void Write(Utf8JsonWriter writer, Asked value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Time, options);
        }
        public class Asked { public TimeSpan Time { get; set; } }
        public class Asking { [JsonConverter(typeof(AskingConverter))] public Asked? A { get; set; } }
        public class WithConverters
        {
            [JsonConverter(typeof(Doubling))] public int A { get; set; } [JsonConverter(typeof(Doubling))] public int? B { get; set; } public Marked? C { get; set; }
            [JsonConverter(typeof(JsonStringEnumConverter))] public Level D { get; set; } [JsonConverter(typeof(JsonStringEnumConverter<Level>))] public Level? E { get; set; }
            [JsonConverter(typeof(JsonNumberEnumConverter<Named>))] public Named F { get; set; } public List<Marked?>? G { get; set; }
        }
        [JsonDerivedType(typeof(Dog), "dog"), JsonDerivedType(typeof(Cat), 2), JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
        public abstract class Animal { public string? Name { get; set; } }
        public class Dog : Animal { public int Barks { get; set; } }
        public class Cat : Animal { public bool Purrs { get; set; } }
        public class Box<T> { public T? Content { get; set; } public int Size { get; set; } }
        public class Pairs { public KeyValuePair<string, int> A { get; set; } public List<KeyValuePair<int, Level>>? B { get; set; } }
        public class Nodes { public JsonElement A { get; set; } public JsonNode? B { get; set; } public JsonObject? C { get; set; } public JsonArray? D { get; set; } }
        [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public class Strict { public int A { get; set; } public string? B { get; set; } }
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public class Filled { public List<int> A { get; } = [1]; public Dictionary<string, int> B { get; } = new() { ["x"] = 1 }; }
        public class Counted : IJsonOnDeserialized, IJsonOnSerializing { public int A { get; set; } public int Read { get; set; } public void OnDeserialized() => Read = 100; public void OnSerializing() => A = 7; }
        public class GetOnly { public int A => 1; public int B { get; } = 2; public int C { get; internal set; } = 3; public int D { get; set; } }
        public class SetOnly { public int A { set => Seen = value; } public int Seen { get; private set; } }
        public class Chosen { public Chosen() => Origin = "plain"; [JsonConstructor] public Chosen(int a) { A = a; Origin = "chosen"; } public int A { get; set; } public string Origin { get; } }
        public class Defaulted(int number = 3, string? text = "t", Level level = Level.High, double? ratio = null, decimal money = 1.5m)
        { public int Number => number; public string? Text => text; public Level Level => level; public double? Ratio => ratio; public decimal Money => money; public int More { get; set; } }
        public class Included { [JsonInclude] public int A; [JsonInclude] internal int B { get; set; } [JsonInclude] public int C { get; internal set; } public int D; }
        public class Empty;
        public struct EmptyStruct;
        public interface IShape { int Sides { get; } string? Name { get; set; } }
        public class Square : IShape { public int Sides => 4; public string? Name { get; set; } public int Length { get; set; } }
        public class TwoConstructors { public TwoConstructors(int a) => A = a; public TwoConstructors(string b) => A = b.Length; public int A { get; } }
        public abstract class Abstract { public int A { get; set; } public static Abstract Make() => new Concrete(); private sealed class Concrete : Abstract { public int B { get; set; } } }
        """;
}
