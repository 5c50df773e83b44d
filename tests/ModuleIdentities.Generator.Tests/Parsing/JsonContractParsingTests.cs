using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;
using ModuleIdentities.Generator.Tests.Infrastructure;
using ModuleIdentities.Generator.Tests.Json;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>The contracts that are read of payloads. That they are right, the differential tests of <see cref="JsonContractTests"/> show.</summary>
public class JsonContractParsingTests
{
    [Fact]
    public void Payloads_that_are_read() => Snapshot.VerifyModel(Contracts(PayloadShapes.ReadTypes, isRead: true));

    [Fact]
    public void Payloads_that_are_written() => Snapshot.VerifyModel(Contracts(PayloadShapes.WrittenTypes, isRead: false));

    [Theory]
    [InlineData("object", "Unknown object")]
    [InlineData("dynamic", "Unknown dynamic")]
    [InlineData("Action", "Unknown Action")]
    [InlineData("Type", "Unknown Type")]
    [InlineData("Exception", "Unknown Exception")]
    [InlineData("(int, int)", "Unknown (int, int)")]
    [InlineData("int[,]", "Unknown int[*,*]")]
    [InlineData("IAsyncEnumerable<int>", "Collection IAsyncEnumerable<int>")]
    [InlineData("System.Collections.ArrayList", "Collection ArrayList")]
    [InlineData("MyList", "Collection MyList")]
    [InlineData("ReadOnlyMemory<int>", "Unknown ReadOnlyMemory<int>")]
    [InlineData("Dictionary<int[], int>", "Key Dictionary<int[], int>")]
    [InlineData("Dictionary<byte[], int>", "Key Dictionary<byte[], int>")]
    [InlineData("Dictionary<JsonElement, int>", "Key Dictionary<JsonElement, int>")]
    [InlineData("Dictionary<string, object>", "Unknown object")]
    [InlineData("List<object>", "Unknown object")]
    [InlineData("Holder<object>", "Unknown object?")]
    [InlineData("Private.Hidden", "Inaccessible Private.Hidden")]
    [InlineData("Unknown", "Inaccessible Unknown")]
    [InlineData("WithHidden", "Inaccessible Private.Hidden")]
    [InlineData("WithPrivate", "Inaccessible WithPrivate.A")]
    [InlineData("BadConverter", "Converter BadConverter")]
    [InlineData("BadMemberConverter", "Converter BadMemberConverter.A")]
    [InlineData("NamesOfAnother", "Converter NamesOfAnother.A")]
    [InlineData("NamesOfNumber", "Converter NamesOfNumber.A")]
    [InlineData("AbstractConverter", "Converter AbstractConverter")]
    [InlineData("OwnAttribute", "Converter OwnAttribute")]
    [InlineData("Twice", "NameTaken Twice.B")]
    [InlineData("TwoConstructors", "Constructor TwoConstructors")]
    [InlineData("TwoMarked", "Constructor TwoMarked")]
    [InlineData("HiddenConstructor", "Constructor HiddenConstructor")]
    [InlineData("AbstractOne", "Constructor AbstractOne")]
    [InlineData("Interface", "Constructor Interface")]
    [InlineData("UnboundParameter", "Parameter UnboundParameter(b)")]
    [InlineData("OtherType", "Parameter OtherType(a)")]
    [InlineData("ByReference", "Parameter ByReference(a)")]
    [InlineData("GenericInit<int>", "GenericInit GenericInit<int>.A")]
    [InlineData("Parent", "Constructor TwoConstructors")]
    public void Payload_that_cannot_be_read(string type, string fault)
    {
        JsonFault? found = Reader(out ITypeSymbol symbol, type).Add(symbol, isRead: true);
        Assert.Equal(fault, $"{found?.Kind} {found?.Member}");
    }

    [Theory]
    [InlineData("TwoConstructors")]
    [InlineData("AbstractOne")]
    [InlineData("Interface")]
    [InlineData("UnboundParameter")]
    [InlineData("GenericInit<int>")]
    [InlineData("Parent")]
    public void Payload_that_can_only_be_written(string type) => Assert.Null(Reader(out ITypeSymbol symbol, type).Add(symbol, isRead: false));

    [Fact]
    public void Payload_with_a_fault_leaves_nothing()
    {
        JsonContractReader reader = Reader(out ITypeSymbol broken, "Broken");
        ITypeSymbol fine = ((IPropertySymbol)broken.GetMembers("A").Single()).Type.WithNullableAnnotation(NullableAnnotation.None);
        Assert.Null(reader.Add(fine, isRead: false));
        Assert.NotNull(reader.Add(broken, isRead: true));
        Assert.Equal(["global::Fine"], reader.Contracts.Cast<JsonShape>().Select(shape => shape.Type));
        Assert.NotNull(reader.Add(broken, isRead: true));
        Assert.Null(reader.Add(fine, isRead: true));
        Assert.NotNull(((JsonShape)Assert.Single(reader.Contracts)).Creation);
    }

    [Fact]
    public void What_the_users_context_has_needs_no_contract()
    {
        ParsedSource source = ParsedSource.Of("""
            using System.Text.Json.Serialization;
            class Known { public int A { get; set; } }
            [JsonSerializable(typeof(Known))] class Context;
            class Holder { public Known? A { get; set; } }
            class Module;
            """);
        JsonContractReader reader = new(source.Compilation, source.Type("Module"), source.Type("Context"), TestContext.Current.CancellationToken);
        Assert.Null(reader.Add(source.Type("Known"), isRead: true));
        Assert.Empty(reader.Contracts);
        Assert.Null(reader.Add(source.Type("Holder"), isRead: true));
        Assert.Equal(["global::Holder"], reader.Contracts.Cast<JsonShape>().Select(shape => shape.Type));
    }

    [Fact]
    public void Warnings_of_members_are_collected()
    {
        ParsedSource source = ParsedSource.Of("""
            [Obsolete] class Old { [Obsolete("why")] public int A { get; set; } [System.Diagnostics.CodeAnalysis.Experimental("X1")] public int B { get; set; } [Obsolete(DiagnosticId = "D1")] public int C { get; set; } }
            class Module;
            """);
        JsonContractReader reader = new(source.Compilation, source.Type("Module"), null, TestContext.Current.CancellationToken);
        Assert.Null(reader.Add(source.Type("Old"), isRead: true));
        Assert.Equal(["CS0612", "CS0618", "D1", "X1"], reader.Warnings);
    }

    [Theory]
    [InlineData("public int A { get; set; } public static int S { get; set; } public int this[int i] => i; private int B { get; set; } public int C;", "A")]
    [InlineData("[JsonIgnore] public int A { get; set; } [JsonPropertyName(\"A\")] public int B { get; set; }", "B Named(\"A\")")]
    [InlineData("[JsonPropertyName(\"B\")] public int A { get; set; } [JsonIgnore] public int B { get; set; }", "A Named(\"B\")")]
    [InlineData("public required int A { get; set; }", "A Required()")]
    [InlineData("public required int A { get; set; } [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Payload() { }", "A")]
    [InlineData("[JsonRequired] public int A { get; set; } public required int B { get; set; } [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Payload() { }", "A Required(), B")]
    [InlineData(
        "[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> A { get; } = [];",
        "A Creation((global::System.Text.Json.Serialization.JsonObjectCreationHandling)1)")]
    public void Members_that_are_read(string members, string properties)
    {
        ParsedSource source = ParsedSource.Of($"using System.Text.Json.Serialization; class Payload {{ {members} }} class Module;");
        JsonContractReader reader = new(source.Compilation, source.Type("Module"), null, TestContext.Current.CancellationToken);
        Assert.Null(reader.Add(source.Type("Payload"), isRead: true));
        Assert.Equal(properties, string.Join(", ", ((JsonShape)reader.Contracts[0]).Properties.Select(property => $"{property.Name} {string.Join(' ', property.Handling)}".TrimEnd())));
    }

    [Fact]
    public void Fault_is_said_of_each_use()
    {
        JsonContractReader reader = Reader(out ITypeSymbol symbol, "Holder<object>");
        Assert.NotNull(reader.Check(symbol, isRead: true));
        Assert.NotNull(reader.Check(symbol, isRead: true));
    }

    private static JsonContract[] Contracts(IEnumerable<string> types, bool isRead)
    {
        ParsedSource source = ParsedSource.Of(PayloadShapes.Source, $"namespace Demo; class Module {{ {string.Concat(types.Select((type, index) => $"{type} F{index}; "))} }}");
        INamedTypeSymbol module = source.Type("Demo.Module");
        JsonContractReader reader = new(source.Compilation, module, null, TestContext.Current.CancellationToken);
        Assert.All(module.GetMembers().OfType<IFieldSymbol>(), field => Assert.Null(reader.Add(field.Type, isRead)));
        return [.. reader.Contracts];
    }

    private static JsonContractReader Reader(out ITypeSymbol type, string name)
    {
        ParsedSource source = ParsedSource.Of($$"""
            using System.Text.Json;
            using System.Text.Json.Serialization;

            class MyList : List<int>;
            class Holder<T> { public T? A { get; set; } }
            class Private { private class Hidden; public static object Make() => new Hidden(); }
            class WithHidden { [JsonInclude] private Private.Hidden? A { get; set; } }
            class WithPrivate { [JsonInclude] private int A { get; set; } }
            class NeedsArgument(int a) : JsonConverter<object>
            {
                public override object? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => a;
                public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) { }
            }
            [JsonConverter(typeof(NeedsArgument))] class BadConverter;
            class BadMemberConverter { [JsonConverter(typeof(NeedsArgument))] public int A { get; set; } }
            class NamesOfAnother { [JsonConverter(typeof(JsonStringEnumConverter<DayOfWeek>))] public UriKind A { get; set; } }
            class NamesOfNumber { [JsonConverter(typeof(JsonStringEnumConverter))] public int A { get; set; } }
            [JsonConverter(typeof(JsonConverter<AbstractConverter>))] class AbstractConverter;
            class OwnConverterAttribute : JsonConverterAttribute;
            [OwnConverter] class OwnAttribute;
            class Twice { [JsonPropertyName("x")] public int A { get; set; } [JsonPropertyName("x")] public int B { get; set; } }
            class TwoConstructors { public TwoConstructors(int a) => A = a; public TwoConstructors(string b) => A = b.Length; public int A { get; } }
            class TwoMarked { [JsonConstructor] public TwoMarked() { } [JsonConstructor] public TwoMarked(int a) => A = a; public int A { get; } }
            class HiddenConstructor { [JsonConstructor] private HiddenConstructor() { } }
            abstract class AbstractOne { public int A { get; set; } }
            interface Interface { int A { get; set; } }
            class UnboundParameter(int a, int b) { public int A => a + b; }
            class OtherType(long a) { public int A => (int)a; }
            class ByReference(in int a) { public int A => a; }
            class GenericInit<T> { public T? A { get; init; } }
            [JsonDerivedType(typeof(TwoConstructors))] [JsonDerivedType(typeof(Half))] class Parent;
            class Fine { public int A { get; set; } }
            class Broken { public Fine? A { get; set; } public List<Fine>? B { get; set; } public object? C { get; set; } }
            class Module { {{name}} F; }
            """);
        INamedTypeSymbol module = source.Type("Module");
        type = module.GetMembers("F").OfType<IFieldSymbol>().Single().Type;
        return new JsonContractReader(source.Compilation, module, null, TestContext.Current.CancellationToken);
    }
}
