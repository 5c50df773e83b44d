using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Parsing;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>What is read of the methods that receive.</summary>
public class ReceivedMethodParsingTests
{
    [Fact]
    public void Methods_of_every_form() => Snapshot.VerifyModel(ParsedSource.Of("""
        using System.Diagnostics.CodeAnalysis;

        public record Request(int X);
        public record Response(string Y);

        [ModuleIdentity("m")]
        public partial class Module
        {
            [DesiredProperty] void OnTarget(double target) { }
            [DesiredProperty("named", Component = "part")] Task<PropertyResponse> OnNamedAsync(int? value, long version, CancellationToken token) => null!;
            [DesiredProperty] ValueTask<PropertyResponse> OnRequest(Request? request, long version) => default;
            [DesiredProperty] PropertyResponse OnList(List<int> list, CancellationToken token) => null!;
            [DirectMethod] void Blink() { }
            [DirectMethod] Task RebootAsync(CancellationToken token) => null!;
            [DirectMethod] ValueTask Async(Request request) => default;
            [DirectMethod("x", Component = "part")] MethodResponse Answer(string text) => null!;
            [DirectMethod] Task<MethodResponse<Response>> GetAsync(Request request, CancellationToken token) => null!;
            [DirectMethod] ValueTask<Response?> FindAsync() => default;
            [DirectMethod] int Count() => 1;
            [DirectMethod, Obsolete] void Old() { }
            [DirectMethod, Obsolete("why")] void Older() { }
            [DirectMethod, Obsolete("why", DiagnosticId = "OLD1")] void Oldest() { }
            [DirectMethod, Experimental("EXP1")] void New() { }
            [ModuleInput("a")] void OnBody(Request? request, InputMessage message, CancellationToken token) { }
            [ModuleInput("b")] ValueTask OnMessage(InputMessage message) => default;
            [ModuleInput("c")] Task OnSignal() => null!;
        }
        """).Module());

    [Theory]
    [InlineData("DirectMethod", "void M()", "None")]
    [InlineData("DirectMethod", "static void M()", "Static")]
    [InlineData("DirectMethod", "void M<T>()", "Generic")]
    [InlineData("DirectMethod", "void M(int x, int y)", "Parameters")]
    [InlineData("DirectMethod", "void M(int x, long version)", "Parameters")]
    [InlineData("DirectMethod", "void M(ref int x)", "Parameters")]
    [InlineData("DirectMethod", "void M(CancellationToken t)", "None")]
    [InlineData("DirectMethod", "void M(CancellationToken t, int x)", "Parameters")]
    [InlineData("DirectMethod", "async void M()", "Result")]
    [InlineData("DirectMethod", "ref int M()", "Result")]
    [InlineData("DirectMethod", "Task M()", "None")]
    [InlineData("DirectMethod", "int M()", "None")]
    [InlineData("DesiredProperty", "void M(int x)", "None")]
    [InlineData("DesiredProperty", "void M()", "Parameters")]
    [InlineData("DesiredProperty", "void M(CancellationToken t)", "Parameters")]
    [InlineData("DesiredProperty", "void M(int x, long version, CancellationToken t)", "None")]
    [InlineData("DesiredProperty", "void M(int x, int version)", "Parameters")]
    [InlineData("DesiredProperty", "void M(int x, CancellationToken t, long version)", "Parameters")]
    [InlineData("DesiredProperty", "void M(int x, long version, CancellationToken t, int y)", "Parameters")]
    [InlineData("DesiredProperty", "void M(int x, in CancellationToken t)", "Parameters")]
    [InlineData("DesiredProperty", "int M(int x)", "Result")]
    [InlineData("DesiredProperty", "MethodResponse M(int x)", "Result")]
    [InlineData("DesiredProperty", "Task<PropertyResponse> M(int x)", "None")]
    [InlineData("DesiredProperty", "ref PropertyResponse M(int x)", "Result")]
    [InlineData("ModuleInput", "void M()", "None")]
    [InlineData("ModuleInput", "Task M(int x, InputMessage m, CancellationToken t)", "None")]
    [InlineData("ModuleInput", "ValueTask M(InputMessage m, CancellationToken t)", "None")]
    [InlineData("ModuleInput", "void M(InputMessage m, int x)", "Parameters")]
    [InlineData("ModuleInput", "void M(int x, long y)", "Parameters")]
    [InlineData("ModuleInput", "void M(int x, InputMessage m, InputMessage n)", "Parameters")]
    [InlineData("ModuleInput", "int M(int x)", "Result")]
    [InlineData("ModuleInput", "async void M(int x)", "Result")]
    [InlineData("DirectMethod", "void M(InputMessage m)", "Parameters")]
    [InlineData("DesiredProperty", "void M(int x, InputMessage m)", "Parameters")]
    public void Faults_of_a_method(string role, string method, string faults) => Assert.Equal(
        faults, ReceivedMethodRules.Check(ParsedSource.Of($"class Module {{ {method} => throw null!; }}").Method("M"), Enum.Parse<MemberRole>(role)).ToString());

    [Theory]
    [InlineData("void M()", "Direct Nothing")]
    [InlineData("Task M()", "Task Nothing")]
    [InlineData("ValueTask M()", "ValueTask Nothing")]
    [InlineData("MethodResponse M()", "Direct Answer")]
    [InlineData("Task<MethodResponse> M()", "Task Answer")]
    [InlineData("ValueTask<MethodResponse> M()", "ValueTask Answer")]
    [InlineData("MethodResponse<int> M()", "Direct Answer int")]
    [InlineData("Task<MethodResponse<int>> M()", "Task Answer int")]
    [InlineData("int M()", "Direct Payload int")]
    [InlineData("Task<int> M()", "Task Payload int")]
    [InlineData("ValueTask<int[]> M()", "ValueTask Payload int[]")]
    [InlineData("List<int> M()", "Direct Payload global::System.Collections.Generic.List<int>")]
    [InlineData("Other.Task M()", "Direct Payload global::Other.Task")]
    [InlineData("Other.Task<int> M()", "Direct Payload global::Other.Task<int>")]
    [InlineData("Other.MethodResponse<int> M()", "Direct Payload global::Other.MethodResponse<int>")]
    public void Result_of_a_direct_method(string method, string result)
    {
        IMethodSymbol symbol = ParsedSource.Of(
            $"namespace Other {{ class Task; class Task<T>; class MethodResponse<T>; }} class Module {{ {method} => throw null!; }}").Method("M");
        Generator.Model.ReceivedResult found = ReceivedMethodRules.Result(symbol, MemberRole.DirectMethod, out ITypeSymbol? payload)!.Value;
        Assert.Equal(result, $"{found.Form} {found.Content} {(payload is null ? "" : TypeText.Of(payload))}".TrimEnd());
    }

    [Theory]
    [InlineData("object x")]
    [InlineData("Unknown x")]
    public void Method_whose_payload_cannot_be_carried_is_not_called(string parameter) => Assert.Empty(
        ParsedSource.Of($"[ModuleIdentity(\"m\")] partial class Module {{ [DirectMethod] void M({parameter}) {{ }} [DirectMethod] object N() => 1; }}").Module().Received);

    [Theory]
    [InlineData("int x", false)]
    [InlineData("int? x", true)]
    [InlineData("string x", false)]
    [InlineData("string? x", true)]
    [InlineData("\n#nullable disable\nstring x\n#nullable enable\n", true)]
    public void Null(string parameter, bool isAccepted) => Assert.Equal(
        isAccepted, ParsedSource.Of($"[ModuleIdentity(\"m\")] partial class Module {{ [DesiredProperty] void M({parameter}) {{ }} }}").Module().Received[0].AcceptsNull);
}
