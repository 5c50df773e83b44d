using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Parsing;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>What is read of the methods that send.</summary>
public class SentMethodParsingTests
{
    [Fact]
    public void Methods_of_every_form() => Snapshot.VerifyModel(ParsedSource.Of("""
        using System.Runtime.InteropServices;
        using Name = ModuleIdentities.TelemetryAttribute;

        public enum Level : byte { Low, High = 7 }
        public record Reading(int X);
        public static class Constants { public const string Component = "part"; }

        [ModuleIdentity("m")]
        public partial class Module
        {
            /// <summary>Said.</summary>
            [Telemetry] public partial Task SendAsync(int x, string? text = null, CancellationToken cancellationToken = default);
            // Not said.
            [Name] internal virtual partial Task SendScalarsAsync(bool a, double? b, Level c, Level? d, char e, TimeSpan f, DateOnly g, TimeOnly h, Guid i, List<int> j);
            [Telemetry(Component = Constants.Component)] private protected partial Task SendBodyAsync(Reading reading, [MessageProperty] string plain, [MessageProperty("named")] Level? named = Level.High);
            [Telemetry] public partial Task SendManyAsync(IReadOnlyList<Reading> readings, CancellationToken token);
            [Telemetry] public partial Task SendStreamAsync(IAsyncEnumerable<Reading> readings);
            [Telemetry] public partial Task SendMapAsync(Dictionary<string, int> map);
            [Telemetry] public partial Task SendTwoAsync(Reading a, Reading b);
            [Telemetry] public partial Task SendParamsAsync(params int[] numbers);
            [Telemetry] public partial Task SendOptionalAsync([Optional, DefaultParameterValue(3)] int x, [Optional] CancellationToken token);
            [ReportedProperty] public partial Task ReportAsync(Reading reading);
            [ReportedProperty(Component = "c")] public partial Task ReportTextAsync(string? name = "n", decimal number = 1.5m, float f = -1f);
            public void SendAsync() { }
        }
        """).Module());

    [Theory]
    [InlineData("public partial Task SendAsync(int x);", "None")]
    [InlineData("public Task SendAsync(int x) => null!;", "HasBody")]
    [InlineData("public partial Task SendAsync(int x); public partial Task SendAsync(int x) => null!;", "HasBody")]
    [InlineData("public static partial Task SendAsync(int x);", "Static")]
    [InlineData("public partial Task SendAsync<T>(int x);", "Generic")]
    [InlineData("public partial ValueTask SendAsync(int x);", "ReturnsNoTask")]
    [InlineData("public partial Task<int> SendAsync(int x);", "ReturnsNoTask")]
    [InlineData("public partial ref Task SendAsync(int x);", "ReturnsNoTask")]
    [InlineData("public partial Task SendAsync(int x); [Telemetry] public partial Task SendAsync(string x);", "Overloaded")]
    [InlineData("public partial Task SendAsync(int x); public void SendAsync(string x) { }", "None")]
    [InlineData("public static partial void SendAsync<T>(int x) { }", "HasBody, Static, Generic, ReturnsNoTask")]
    public void Faults_of_a_method(string method, string faults) =>
        Assert.Equal(faults, SentMethodRules.Check(ParsedSource.Of($"partial class Module {{ [Telemetry] {method} }}").Method("SendAsync")).ToString());

    [Theory]
    [InlineData("int x", "Telemetry", "Field", "None")]
    [InlineData("ref int x", "Telemetry", "Field", "PassedByReference")]
    [InlineData("in int x", "Telemetry", "Field", "PassedByReference")]
    [InlineData("CancellationToken t", "Telemetry", "CancellationToken", "None")]
    [InlineData("CancellationToken t, int x", "Telemetry", "CancellationToken", "TokenNotLast")]
    [InlineData("[MessageProperty] int x", "Telemetry", "MessageProperty", "None")]
    [InlineData("[MessageProperty] int? x", "Telemetry", "MessageProperty", "None")]
    [InlineData("[MessageProperty] int[] x", "Telemetry", "MessageProperty", "NoMessageProperty")]
    [InlineData("[MessageProperty] int x", "ReportedProperty", "MessageProperty", "NoMessageProperty")]
    [InlineData("R r", "Telemetry", "Body", "None")]
    [InlineData("S? r", "Telemetry", "Body", "None")]
    [InlineData("R r", "ReportedProperty", "Field", "None")]
    [InlineData("R r, int x", "Telemetry", "Field", "None")]
    [InlineData("R r, [MessageProperty] int x, CancellationToken t", "Telemetry", "Body", "None")]
    [InlineData("DayOfWeek x", "Telemetry", "Field", "None")]
    [InlineData("int[] x", "Telemetry", "Field", "None")]
    [InlineData("Guid x", "Telemetry", "Field", "None")]
    [InlineData("List<R> x", "Telemetry", "Field", "None")]
    [InlineData("Dictionary<string, R> x", "Telemetry", "Body", "None")]
    [InlineData("System.Text.Json.JsonElement x", "Telemetry", "Body", "None")]
    [InlineData("System.Text.Json.JsonDocument x", "Telemetry", "Body", "None")]
    [InlineData("System.Text.Json.Nodes.JsonNode x", "Telemetry", "Body", "None")]
    [InlineData("System.Text.Json.Nodes.JsonObject x", "Telemetry", "Body", "None")]
    [InlineData("System.Text.Json.Nodes.JsonArray x", "Telemetry", "Field", "None")]
    [InlineData("JsonNode x", "Telemetry", "Body", "None")]
    [InlineData("object x", "Telemetry", "Field", "None")]
    [InlineData("IReadOnlyList<R> x", "Telemetry", "Bodies", "None")]
    [InlineData("IAsyncEnumerable<R> x", "Telemetry", "Bodies", "None")]
    [InlineData("IReadOnlyList<int> x", "Telemetry", "Bodies", "BatchOfScalars")]
    [InlineData("IReadOnlyList<R> x, int y", "Telemetry", "Field", "None")]
    [InlineData("IReadOnlyList<R> x", "ReportedProperty", "Field", "None")]
    [InlineData("IReadOnlyList<Dictionary<string, int>> x", "Telemetry", "Bodies", "None")]
    public void First_parameter(string parameters, string method, string role, string fault)
    {
        MemberRole declared = Enum.Parse<MemberRole>(method);
        IParameterSymbol parameter = ParsedSource.Of($"record R(int X); struct S {{ public int X {{ get; set; }} }} record JsonNode(int X); class Module {{ void M({parameters}) {{ }} }}")
            .Method("M").Parameters[0];
        Assert.Equal(role, SentMethodRules.RoleOf(parameter, declared).ToString());
        Assert.Equal(fault, SentMethodRules.Check(parameter, declared).ToString());
    }

    [Theory]
    [InlineData("public partial Task SendAsync(ref int x);", "public partial global::System.Threading.Tasks.Task SendAsync(ref int x)")]
    [InlineData("public static partial Task<string?> SendAsync<T>(List<T?> x, params int[] y) where T : class;", "public static partial global::System.Threading.Tasks.Task<string?> SendAsync<T>(global::System.Collections.Generic.List<T?> x, params int[] y) where T : class")]
    [InlineData("private partial ref int SendAsync();", "private partial ref int SendAsync()")]
    [InlineData("public partial Task SendAsync(object x);", "public partial global::System.Threading.Tasks.Task SendAsync(object x)")]
    [InlineData("public partial Task SendAsync(CancellationToken t, int x);", "public partial global::System.Threading.Tasks.Task SendAsync(global::System.Threading.CancellationToken t, int x)")]
    [InlineData("public partial Task SendAsync(Unknown x);", "")]
    [InlineData("public partial Unknown SendAsync();", "")]
    [InlineData("public Task SendAsync(ref int x) => null!;", "")]
    [InlineData("public partial Task SendAsync(ref int x); public partial Task SendAsync(ref int x) => null!;", "")]
    public void Method_that_cannot_be_implemented(string method, string refused) => Assert.Equal(
        refused,
        string.Join(';', ParsedSource.Of($"[ModuleIdentity(\"m\")] partial class Module {{ [Telemetry] {method} [Telemetry] public partial Task GoodAsync(); }}").Module().Refused));

    [Fact]
    public void All_methods_of_a_class_without_a_client_are_refused()
    {
        Generator.Model.ModuleClass module = ParsedSource.Of("[ModuleIdentity(\"m\")] abstract partial class Module { [Telemetry] public partial Task SendAsync(int x); [DirectMethod] void M() { } }").Module();
        Assert.Equal(["public partial global::System.Threading.Tasks.Task SendAsync(int x)"], module.Refused);
        Assert.Null(module.Client);
        Assert.Empty(module.Sent);
        Assert.Empty(module.Received);
    }

    [Theory]
    [InlineData("int", "Number", "int")]
    [InlineData("byte", "Number", "byte")]
    [InlineData("sbyte", "Number", "sbyte")]
    [InlineData("short", "Number", "short")]
    [InlineData("ushort", "Number", "ushort")]
    [InlineData("uint", "Number", "uint")]
    [InlineData("long", "Number", "long")]
    [InlineData("ulong", "Number", "ulong")]
    [InlineData("float", "Number", "float")]
    [InlineData("double", "Number", "double")]
    [InlineData("decimal", "Number", "decimal")]
    [InlineData("double?", "Number", "double?")]
    [InlineData("bool", "Boolean", "bool")]
    [InlineData("char", "Character", "char")]
    [InlineData("string", "Text", "string")]
    [InlineData("string?", "Text", "string?")]
    [InlineData("DateTime", "Text", "global::System.DateTime")]
    [InlineData("DateTimeOffset", "Text", "global::System.DateTimeOffset")]
    [InlineData("Guid", "Text", "global::System.Guid")]
    [InlineData("TimeSpan", "Duration", "global::System.TimeSpan")]
    [InlineData("DateOnly", "Date", "global::System.DateOnly")]
    [InlineData("TimeOnly", "TimeOfDay", "global::System.TimeOnly")]
    [InlineData("DayOfWeek", "EnumNumber", "global::System.DayOfWeek")]
    [InlineData("Named", "None", "global::Named")]
    [InlineData("Half", "None", "global::System.Half")]
    [InlineData("Other.Guid", "None", "global::Other.Guid")]
    [InlineData("Other.System.Guid", "None", "global::Other.System.Guid")]
    [InlineData("object", "None", "object")]
    [InlineData("List<string?>?", "None", "global::System.Collections.Generic.List<string?>?")]
    public void Type_of_a_parameter(string type, string scalar, string text)
    {
        ITypeSymbol symbol = ParsedSource.Of(
            "namespace Other { struct Guid; } namespace Other.System { struct Guid; }",
            $"[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))] enum Named {{ A }} class Module {{ void M({type} x) {{ }} }}")
            .Method("M").Parameters[0].Type;
        Assert.Equal(scalar, ScalarRules.Classify(symbol).ToString());
        Assert.Equal(text, TypeText.Of(symbol));
    }

    [Fact]
    public void Parts_of_a_class_are_read_in_the_order_of_their_files()
    {
        const string First = "[ModuleIdentity(\"m\")] partial class Module { [Telemetry] public partial Task BAsync(); [Telemetry] public partial Task AAsync(); }";
        const string Second = "partial class Module { [Telemetry] public partial Task DAsync(); [Telemetry] public partial Task CAsync(); }";
        ParsedSource source = ParsedSource.Of(First, Second);
        SyntaxTree[] trees = [.. source.Compilation.SyntaxTrees];
        Compilation reordered = source.Compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(trees.Reverse());
        string[] names = [.. DeclaredMethod.Of(reordered.GetTypeByMetadataName("Module")!).Select(method => method.Symbol.Name)];
        Assert.Equal(["BAsync", "AAsync", "DAsync", "CAsync"], names);
        Assert.Equal(["BAsync", "AAsync", "DAsync", "CAsync"], DeclaredMethod.Of(source.Type("Module")).Select(method => method.Symbol.Name));
    }

    [Theory]
    [InlineData("[Telemetry] void M() { }", "Telemetry")]
    [InlineData("[TelemetryAttribute] void M() { }", "Telemetry")]
    [InlineData("[ModuleIdentities.ReportedProperty] void M() { }", "ReportedProperty")]
    [InlineData("[Obsolete, DesiredProperty] void M() { }", "DesiredProperty")]
    [InlineData("[Obsolete] [DirectMethod(\"x\")] void M() { }", "DirectMethod")]
    [InlineData("[return: Telemetry] void M() { }", "None")]
    [InlineData("[Obsolete] void M() { }", "None")]
    [InlineData("[Other.Telemetry] void M() { }", "None")]
    [InlineData("[Inner] void M() { }", "None")]
    [InlineData("void M() { }", "None")]
    [InlineData("partial void M(); [Telemetry] partial void M() { }", "Telemetry")]
    public void Role_of_a_method(string method, string role)
    {
        IMethodSymbol symbol = ParsedSource.Of(
            $"namespace Other {{ class TelemetryAttribute : Attribute; }} partial class Module {{ {method} class InnerAttribute : Attribute; }}").Method("M");
        Assert.Equal(role, new MemberRoles().RoleOf(symbol, out AttributeData? attribute).ToString());
        Assert.Equal(role == "None", attribute is null);
    }

    [Fact]
    public void Name_of_an_attribute_may_mean_another_thing_in_another_part()
    {
        ParsedSource source = ParsedSource.Of(
            "partial class Module { [A] void M() { } [A] void N() { } }",
            "using A = ModuleIdentities.DirectMethodAttribute; partial class Module { [A] void O() { } [A] void P() { } }");
        MemberRoles roles = new();
        Assert.Equal(
            ["None", "None", "DirectMethod", "DirectMethod"],
            new[] { "M", "N", "O", "P" }.Select(name => roles.RoleOf(source.Method(name), out _).ToString()));
    }
}
