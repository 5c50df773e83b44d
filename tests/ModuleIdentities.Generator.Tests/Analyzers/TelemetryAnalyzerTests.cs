using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class TelemetryAnalyzerTests
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

    [Fact]
    public Task Not_partial() => VerifyMemberAsync(
        "[Telemetry] public Task {|MID0016:SendAsync|}(int x) => Task.CompletedTask;",
        "Telemetry method 'SendAsync' must be partial and have no body, because the generator implements it");

    [Fact]
    public Task Implemented_by_the_user() => VerifyMemberAsync(
        """
        [Telemetry] public partial Task SendAsync(int x);
        public partial Task {|MID0016:SendAsync|}(int x) => Task.CompletedTask;
        """,
        "Telemetry method 'SendAsync' must be partial and have no body, because the generator implements it");

    [Fact]
    public Task Static() => VerifyMemberAsync(
        "[Telemetry] public {|MID0017:static|} partial Task SendAsync(int x);",
        "Telemetry method 'SendAsync' cannot be static, because an instance holds the connection");

    [Fact]
    public Task Generic() => VerifyMemberAsync(
        "[Telemetry] public partial Task SendAsync{|MID0018:<T>|}(T x);",
        "Telemetry method 'SendAsync' cannot be generic, because a message has one form");

    [Theory]
    [InlineData("void")]
    [InlineData("ValueTask")]
    [InlineData("Task<int>")]
    [InlineData("ref Task")]
    public Task Wrong_return_type(string type) => VerifyMemberAsync(
        $"[Telemetry] public partial {{|MID0019:{type}|}} SendAsync(int x);",
        "Telemetry method 'SendAsync' must return System.Threading.Tasks.Task, which completes when the hub has acknowledged the message");

    [Fact]
    public Task Overloaded() => VerifyMemberAsync(
        """
        [Telemetry] public partial Task {|MID0020:SendAsync|}(int x);
        [Telemetry] public partial Task {|MID0020:SendAsync|}(string x);
        public Task SendAsync() => SendAsync(1);
        """,
        "Telemetry method 'SendAsync' is declared more than once in 'Module'; give each message its own name",
        "Telemetry method 'SendAsync' is declared more than once in 'Module'; give each message its own name");

    [Fact]
    public Task Outside_a_module_class() => AnalyzerTest.VerifyAsync(
        """
        public interface IModule { [Telemetry] Task {|MID0021:SendAsync|}(int x); }
        public partial class Module { [Telemetry] public partial Task {|MID0021:SendAsync|}(object x); }
        """,
        "Telemetry method 'SendAsync' is not implemented, because 'IModule' is no module class; add [ModuleIdentity] to the class",
        "Telemetry method 'SendAsync' is not implemented, because 'Module' is no module class; add [ModuleIdentity] to the class");

    [Fact]
    public Task Passed_by_reference() => VerifyMemberAsync(
        "[Telemetry] public partial Task SendAsync({|MID0022:ref|} int a, {|MID0022:in|} int b, {|MID0022:ref readonly|} int c, {|MID0022:out|} int d, int e);",
        "Parameter 'a' of telemetry method 'SendAsync' must be passed by value",
        "Parameter 'b' of telemetry method 'SendAsync' must be passed by value",
        "Parameter 'c' of telemetry method 'SendAsync' must be passed by value",
        "Parameter 'd' of telemetry method 'SendAsync' must be passed by value");

    [Theory]
    [InlineData("object", "object")]
    [InlineData("int[]", "int[]")]
    [InlineData("params string[]", "string[]", "string[]")]
    [InlineData("Uri", "System.Uri")]
    [InlineData("nint", "nint")]
    [InlineData("Half", "System.Half")]
    [InlineData("dynamic", "dynamic")]
    [InlineData("(int, int)", "(int, int)")]
    [InlineData("Named", "Named")]
    [InlineData("Named?", "Named?")]
    [InlineData("CancellationToken?", "System.Threading.CancellationToken?")]
    public Task Type_that_is_no_scalar(string type, string shown, string? marked = null) => AnalyzerTest.VerifyAsync(
        $$"""
        using System.Text.Json.Serialization;

        [ModuleIdentity("m")]
        public partial class Module
        {
            [Telemetry] public partial Task SendAsync({{(marked is null ? "" : "params ")}}{|MID0023:{{marked ?? type}}|} x);
        }

        [JsonConverter(typeof(JsonStringEnumConverter<Named>))]
        public enum Named { A }
        """,
        $"Parameter 'x' of telemetry method 'SendAsync' has type '{shown}', which a message cannot carry; use a number, bool, string, char, Guid, date, time, an enumeration without a converter, or the nullable form of one");

    [Fact]
    public Task Token_in_the_middle() => VerifyMemberAsync(
        "[Telemetry] public partial Task SendAsync(CancellationToken {|MID0024:first|}, int x, CancellationToken last);",
        "Parameter 'first' of telemetry method 'SendAsync' must be the last one, as a cancellation token is not part of the message");

    [Fact]
    public Task Type_that_does_not_exist_is_the_compilers_business() => VerifyMemberAsync("[Telemetry] public partial Task SendAsync(Missing x);");
}
