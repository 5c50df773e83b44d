using ModuleIdentities.Generator.Parsing;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>What is read of the class itself: its place, its faults, its constructor, its interface.</summary>
public class ModuleClassParsingTests
{
    [Theory]
    [InlineData("partial class Module;", "None")]
    [InlineData("partial record Module;", "Record")]
    [InlineData("class Module;", "NotPartial")]
    [InlineData("static partial class Module;", "Static")]
    [InlineData("abstract partial class Module;", "Abstract")]
    [InlineData("[ModuleIdentity(\"p\")] partial class Parent; partial class Module : Parent;", "DerivesFromModule")]
    [InlineData("[ModuleIdentity(\"p\")] partial class Parent; class Middle : Parent; partial class Module : Middle;", "DerivesFromModule")]
    [InlineData("class Plain; partial class Module : Plain;", "None")]
    public void Faults_of_a_class(string declaration, string faults) =>
        Assert.Equal(faults, ModuleClassRules.Check(ParsedSource.Of(declaration).Type("Module")).ToString());

    [Theory]
    [InlineData("class Outer { partial class Module; }", "Outer+Module", "ContainerNotPartial")]
    [InlineData("class Outer { partial class Middle { partial class Module; } }", "Outer+Middle+Module", "ContainerNotPartial")]
    [InlineData("class Outer { class Middle { partial class Module; } }", "Outer+Middle+Module", "ContainerNotPartial")]
    [InlineData("partial struct Outer { partial class Module; }", "Outer+Module", "None")]
    [InlineData("partial class Outer<T> { partial class Module; }", "Outer`1+Module", "Generic")]
    [InlineData("partial class Module<T>;", "Module`1", "Generic")]
    [InlineData("partial class Outer; partial class Outer { partial class Module; }", "Outer+Module", "None")]
    public void Faults_of_a_nested_class(string declaration, string name, string faults) =>
        Assert.Equal(faults, ModuleClassRules.Check(ParsedSource.Of(declaration).Type(name)).ToString());

    [Theory]
    [InlineData("file partial class Module;", "FileLocal")]
    [InlineData("partial class ;", "Nameless")]
    public void Faults_of_a_class_without_a_name_of_its_own(string declaration, string faults) => Assert.Equal(
        faults, ModuleClassRules.Check(ParsedSource.Of(declaration).Compilation.Assembly.GlobalNamespace.GetTypeMembers().Single()).ToString());

    [Fact]
    public void File_local_container() => Assert.Equal(
        "FileLocal",
        ModuleClassRules.Check(ParsedSource.Of("file partial class Outer { partial class Module; }")
            .Compilation.Assembly.GlobalNamespace.GetTypeMembers().Single().GetTypeMembers().Single()).ToString());

    [Theory]
    [InlineData("partial interface Outer", "interface")]
    [InlineData("partial struct Outer", "struct")]
    [InlineData("partial record Outer", "record")]
    [InlineData("partial record struct Outer", "record struct")]
    [InlineData("partial class Outer", "class")]
    public void Keyword_of_a_container(string declaration, string keyword) => Assert.Equal(
        [keyword, "class"],
        ParsedSource.Of($"{declaration} {{ [ModuleIdentity(\"m\")] internal partial class Module; }}").Module("Outer+Module").Type.Types.Select(type => type.Keyword));

    [Theory]
    [InlineData("partial class Module { int ModuleId; [Telemetry] public partial Task SendAsync(); }")]
    [InlineData("abstract partial class Module { [Telemetry] public partial Task SendAsync(); }")]
    public void Class_that_is_at_fault_has_no_client(string declaration) => Assert.Null(ParsedSource.Of($"[ModuleIdentity(\"m\")] {declaration}").Module().Client);

    [Fact]
    public void Place_and_client() => Snapshot.VerifyModel(ParsedSource.Of("""
        using Microsoft.Extensions.DependencyInjection;

        namespace A.@class.B;

        public partial interface IOuter { internal partial record Middle { protected internal partial struct Value { internal partial record struct Other<T> { } } } }

        public partial struct Holder
        {
            public enum Key : sbyte { Negative = -1 }

            [ModuleIdentity("thermostat", ModelId = "dtmi:a;x")]
            public partial class Module
            {
                private Module() { }
                public Module(int a) { }
                [ActivatorUtilitiesConstructor]
                internal Module(string @event, string? nullable, int? number = null, Key key = Key.Negative, string text = "a\nb", System.Threading.CancellationToken token = default,
                    [FromKeyedServices("k")] object keyed = null!, [FromKeyedServices(Key.Negative)] object byEnum = null!, [FromKeyedServices(typeof(List<int>))] object byType = null!,
                    [FromKeyedServices(null)] object byNull = null!, params int[] rest) { }
                [Telemetry] public partial Task SendAsync(int x);
                [Telemetry] private partial Task SendOwnAsync(int x);
            }
        }
        """).Module("A.class.B.Holder+Module"));

    [Theory]
    [InlineData("", "public", "")]
    [InlineData("public Module(int a) { } public Module(int b, int c) { }", "public", "b c")]
    [InlineData("public Module(int b, string c) { } public Module(int a, int z) { }", "public", "a z")]
    [InlineData("public Module(int a, int z) { } public Module(int b, string c) { }", "public", "a z")]
    [InlineData("public Module(int a) { } private Module(int b, int c) { }", "public", "a")]
    [InlineData("public Module(int a) { } protected Module(int b, int c) { }", "public", "a")]
    [InlineData("internal Module(int a) { }", "internal", "a")]
    [InlineData("protected internal Module(int a) { }", "protected internal", "a")]
    [InlineData("public Module(int a) { } public Module(ref int b, int c) { }", "public", "a")]
    [InlineData("public Module(int a) { } public Module(Span<int> b, int c) { }", "public", "a")]
    [InlineData("public unsafe Module(int* b, int c) { } public Module(int a) { }", "public", "a")]
    [InlineData("public unsafe Module(delegate*<void> b, int c) { } public Module(int a) { }", "public", "a")]
    [InlineData("public Module(int a, params Span<int> b) { }", "public", "a")]
    [InlineData("public required int R { get; set; } public Module(int a) { } [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Module() { }", "public", "")]
    [InlineData("[Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructor] public Module(int a) { } public Module(int b, int c) { }", "public", "a")]
    public void Constructor(string members, string accessibility, string parameters)
    {
        Generator.Model.ModuleConstructor constructor = ParsedSource.Of($"[ModuleIdentity(\"m\")] partial class Module {{ {members} }}").Module().Client!.Constructor;
        Assert.Equal(accessibility, constructor.Accessibility);
        Assert.Equal(parameters, string.Join(' ', constructor.Parameters.Select(parameter => parameter.Name)));
    }

    [Theory]
    [InlineData("private Module() { }")]
    [InlineData("public Module(ref int a) { }")]
    [InlineData("public required int R { get; set; }")]
    [InlineData("public required int R;")]
    public void Class_without_a_constructor_has_no_client(string members) =>
        Assert.Null(ParsedSource.Of($"[ModuleIdentity(\"m\")] partial class Module {{ {members} }}").Module() is { } module ? module.Client : null);

    [Fact]
    public void Required_member_of_a_parent_counts() =>
        Assert.Null(ParsedSource.Of("class Parent { public required int R; } [ModuleIdentity(\"m\")] partial class Module : Parent;").Module());

    [Theory]
    [InlineData("int ModuleId = 1;", "ModuleId")]
    [InlineData("void ModuleClient() { }", "ModuleClient")]
    [InlineData("class s_moduleDefinition;", "s_moduleDefinition")]
    [InlineData("int s_moduleJson { get; }", "s_moduleJson")]
    [InlineData("void ConnectAsync(ModuleIdentityOptions o) { }", "ConnectAsync")]
    [InlineData("int ConnectAsync;", "ConnectAsync")]
    [InlineData("void ConnectAsync() { } void ConnectAsync(int a) { }", null)]
    [InlineData("void DisposeAsync() { }", "DisposeAsync")]
    [InlineData("void DisposeAsync(bool disposing) { }", null)]
    [InlineData("int Dtdl;", null)]
    public void Name_that_is_taken(string members, string? name) => Assert.Equal(
        name, GeneratedNames.FindConflict(ParsedSource.Of($"[ModuleIdentity(\"m\")] partial class Module {{ {members} }}").Type("Module"))?.Name);

    [Theory]
    [InlineData("[ModuleIdentity(\"m\", ModelId = \"dtmi:a;1\")] partial class Module { int Dtdl; }", "Module", "Dtdl")]
    [InlineData("[ModuleIdentity(\"m\", ModelId = \"dtmi:a;1\")] partial class Dtdl;", "Dtdl", "Dtdl")]
    [InlineData("[ModuleIdentity(\"m\")] partial class Dtdl;", "Dtdl", null)]
    [InlineData("[ModuleIdentity(\"m\")] partial class ModuleId;", "ModuleId", "ModuleId")]
    [InlineData("[ModuleIdentity(\"m\")] partial class ConnectAsync;", "ConnectAsync", "ConnectAsync")]
    [InlineData("[ModuleIdentity(\"m\")] partial class DisposeAsync;", "DisposeAsync", "DisposeAsync")]
    [InlineData("class Parent { protected int ModuleId; } [ModuleIdentity(\"m\")] partial class Module : Parent;", "Module", "ModuleId")]
    [InlineData("class Parent { private int ModuleId; } [ModuleIdentity(\"m\")] partial class Module : Parent;", "Module", null)]
    [InlineData("class Parent { private void DisposeAsync() { } } [ModuleIdentity(\"m\")] partial class Module : Parent;", "Module", null)]
    [InlineData("[ModuleIdentity(\"m\")] partial class Module { [System.CodeDom.Compiler.GeneratedCode(\"ModuleIdentities\", \"1\")] int ModuleId; }", "Module", null)]
    [InlineData("[ModuleIdentity(\"m\")] partial class Module { [System.CodeDom.Compiler.GeneratedCode(\"Other\", \"1\")] int ModuleId; }", "Module", "ModuleId")]
    public void Name_that_is_taken_by_a_class_or_its_parent(string source, string type, string? name) =>
        Assert.Equal(name, GeneratedNames.FindConflict(ParsedSource.Of(source).Type(type))?.Name);

    [Fact]
    public void What_is_in_the_file_of_the_generated_half_is_generated()
    {
        ParsedSource source = ParsedSource.Of(
            "partial class Module { [System.CodeDom.Compiler.GeneratedCode(\"ModuleIdentities\", \"1\")] void DisposeAsync() { } const string ModuleId = \"\"; }",
            "partial class Module { const string Own = \"\"; partial void P(); }",
            "[System.CodeDom.Compiler.GeneratedCode(\"ModuleIdentities\", \"1\")] class Generated;");
        Assert.True(GeneratedHalf.Has(source.Type("Module").GetMembers("ModuleId").Single()));
        Assert.False(GeneratedHalf.Has(source.Type("Module").GetMembers("Own").Single()));
        Assert.False(GeneratedHalf.Has(source.Method("P")));
        Assert.True(GeneratedHalf.Is(source.Type("Generated")));
        Assert.False(GeneratedHalf.Is(source.Type("Module")));
        Assert.False(GeneratedHalf.Has(source.Type("Module")));
    }

    [Theory]
    [InlineData("public partial class Module", "", "public")]
    [InlineData("partial class Module", "", "internal")]
    [InlineData("partial class Module", "interface IModule;", null)]
    [InlineData("partial class Module", "interface IModule<T>;", "internal")]
    [InlineData("partial class Module", "namespace IModule { class C; }", null)]
    public void Interface(string declaration, string more, string? accessibility) => Assert.Equal(
        accessibility,
        ParsedSource.Of($"[ModuleIdentity(\"m\")] {declaration} {{ [Telemetry] public partial Task SendAsync(int x); }}\n{more}").Module().Client!.InterfaceAccessibility);

    [Theory]
    [InlineData("public", "", "public")]
    [InlineData("internal", "", "internal")]
    [InlineData("protected", "", "protected")]
    [InlineData("protected internal", "", "protected internal")]
    [InlineData("private protected", "", "private protected")]
    [InlineData("private", "", "private")]
    [InlineData("public", "interface IModule;", null)]
    public void Interface_of_a_nested_class(string modifiers, string more, string? accessibility) => Assert.Equal(
        accessibility,
        ParsedSource.Of($"partial class Outer {{ {more} [ModuleIdentity(\"m\")] {modifiers} partial class Module {{ [Telemetry] public partial Task SendAsync(int x); }} }}")
            .Module("Outer+Module").Client!.InterfaceAccessibility);

    [Theory]
    [InlineData("internal partial Task SendAsync(int x);")]
    [InlineData("private partial Task SendAsync(int x);")]
    public void Class_that_sends_nothing_in_public_has_no_interface(string method) =>
        Assert.Null(ParsedSource.Of($"[ModuleIdentity(\"m\")] partial class Module {{ [Telemetry] {method} }}").Module().Client!.InterfaceAccessibility);

    [Theory]
    [InlineData("public", true)]
    [InlineData("internal", true)]
    [InlineData("protected internal", true)]
    [InlineData("protected", false)]
    [InlineData("private protected", false)]
    [InlineData("private", false)]
    public void Class_is_registered_where_it_can_be_reached(string accessibility, bool isRegistrable) => Assert.Equal(
        isRegistrable, ParsedSource.Of($"partial class Outer {{ [ModuleIdentity(\"m\")] {accessibility} partial class Module; }}").Module("Outer+Module").Client!.IsRegistrable);

    [Theory]
    [InlineData("[ModuleIdentity(\"m\")] class Module { [Telemetry] public partial Task SendAsync(int x); }", "Module", "MID0006")]
    [InlineData("[ModuleIdentity(\"m\")] class Module { [Telemetry] public Task SendAsync(int x) => null!; }", "Module", "")]
    [InlineData("[ModuleIdentity(\"m\")] class Module { public partial Task SendAsync(int x); }", "Module", "")]
    [InlineData("[ModuleIdentity(\"m\")] static partial class Module { [Telemetry] public partial Task SendAsync(int x); }", "Module", "MID0009")]
    [InlineData("class Outer { [ModuleIdentity(\"m\")] partial class Module { [Telemetry] public partial Task SendAsync(int x); } }", "Outer+Module", "MID0007")]
    [InlineData("class Outer { [ModuleIdentity(\"a\")] partial class A { [Telemetry] public partial Task SendAsync(int x); } [ModuleIdentity(\"m\")] partial class Module { [Telemetry] public partial Task SendAsync(int x); } }", "Outer+Module", "")]
    [InlineData("class Outer { [ModuleIdentity(\"a\")] partial class A; partial class B { [ModuleIdentity(\"m\")] partial class Module { [ReportedProperty] public partial Task SendAsync(int x); } } }", "Outer+B+Module", "MID0007")]
    public void Blocked_class_is_reported_by_the_generator(string source, string type, string ids)
    {
        ParsedModule parsed = ParsedSource.Of(source).Parse(type);
        Assert.Null(parsed.Module);
        Assert.Equal(ids, string.Join(' ', parsed.Blocked.Select(diagnostic => diagnostic.Rule.Id)));
    }

    [Theory]
    [InlineData("partial class Module;")]
    [InlineData("[ModuleIdentity] partial class Module;")]
    [InlineData("[ModuleIdentity(1)] partial class Module;")]
    [InlineData("[ModuleIdentity(\"a\"), ModuleIdentity(\"b\")] partial class Module;")]
    [InlineData("[Other.ModuleIdentity(\"a\")] partial class Module; namespace Other { class ModuleIdentityAttribute(string id) : Attribute { public string Id => id; } }")]
    public void Class_without_one_module_id_is_none(string source) => Assert.Null(ParsedSource.Of(source).Parse().Module);

    [Fact]
    public void Null_is_an_empty_id() => Assert.Equal("", ParsedSource.Of("[ModuleIdentity(null!)] partial class Module;").Module().Client!.ModuleId);

    [Fact]
    public void Class_with_a_fault_and_nothing_to_complete_is_none() =>
        Assert.Null(ParsedSource.Of("[ModuleIdentity(\"m\")] abstract partial class Module { [Telemetry] public Task SendAsync() => null!; }").Parse().Module);

    [Theory]
    [InlineData("[JsonSerializable(typeof(int))] public partial class Own(JsonSerializerOptions? o) : JsonSerializerContext(o)", "global::Own")]
    [InlineData("public partial class Own(JsonSerializerOptions? o) : JsonSerializerContext(o)", null)]
    [InlineData("[JsonSerializable(typeof(int))] public abstract partial class Own(JsonSerializerOptions? o) : JsonSerializerContext(o)", null)]
    [InlineData("[JsonSerializable(typeof(int))] public partial class Own(JsonSerializerOptions? o)", null)]
    public void Context_of_the_user(string declaration, string? name) => Assert.Equal(
        name,
        ParsedSource.Of($"using System.Text.Json; using System.Text.Json.Serialization; {declaration};", "[ModuleIdentity(\"m\", JsonContext = typeof(Own))] partial class Module;")
            .Module().Client!.JsonContext);
}
