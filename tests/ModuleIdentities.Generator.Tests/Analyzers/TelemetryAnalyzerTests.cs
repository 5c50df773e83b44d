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
        "'SendAsync' must be partial and have no body, because the generator implements it");

    [Fact]
    public Task Implemented_by_the_user() => VerifyMemberAsync(
        """
        [Telemetry] public partial Task SendAsync(int x);
        public partial Task {|MID0016:SendAsync|}(int x) => Task.CompletedTask;
        """,
        "'SendAsync' must be partial and have no body, because the generator implements it");

    [Fact]
    public Task Static() => VerifyMemberAsync(
        "[Telemetry] public {|MID0017:static|} partial Task SendAsync(int x);",
        "'SendAsync' cannot be static, because an instance holds the connection");

    [Fact]
    public Task Generic() => VerifyMemberAsync(
        "[Telemetry] public partial Task SendAsync{|MID0018:<T>|}(T x);",
        "'SendAsync' cannot be generic, because what it sends has one form");

    [Theory]
    [InlineData("void")]
    [InlineData("ValueTask")]
    [InlineData("Task<int>")]
    [InlineData("ref Task")]
    public Task Wrong_return_type(string type) => VerifyMemberAsync(
        $"[Telemetry] public partial {{|MID0019:{type}|}} SendAsync(int x);",
        "'SendAsync' must return System.Threading.Tasks.Task, which completes when the hub has acknowledged what was sent");

    [Fact]
    public Task Overloaded() => VerifyMemberAsync(
        """
        [Telemetry] public partial Task {|MID0020:SendAsync|}(int x);
        [Telemetry] public partial Task {|MID0020:SendAsync|}(string x);
        public Task SendAsync() => SendAsync(1);
        """,
        "'SendAsync' is declared more than once in 'Module' as a method that sends; give each its own name",
        "'SendAsync' is declared more than once in 'Module' as a method that sends; give each its own name");

    [Fact]
    public Task Outside_a_module_class() => AnalyzerTest.VerifyAsync(
        """
        public interface IModule { [Telemetry] Task {|MID0021:SendAsync|}(int x); }
        public partial class Module { [Telemetry] public partial Task {|MID0021:SendAsync|}(object x); }
        """,
        "'SendAsync' does nothing, because 'IModule' is no module class; add [ModuleIdentity] to the class",
        "'SendAsync' does nothing, because 'Module' is no module class; add [ModuleIdentity] to the class");

    [Fact]
    public Task Passed_by_reference() => VerifyMemberAsync(
        "[Telemetry] public partial Task SendAsync({|MID0022:ref|} int a, {|MID0022:in|} int b, {|MID0022:ref readonly|} int c, {|MID0022:out|} int d, int e);",
        "Parameter 'a' of 'SendAsync' must be passed by value",
        "Parameter 'b' of 'SendAsync' must be passed by value",
        "Parameter 'c' of 'SendAsync' must be passed by value",
        "Parameter 'd' of 'SendAsync' must be passed by value");

    [Fact]
    public Task Token_in_the_middle() => VerifyMemberAsync(
        "[Telemetry] public partial Task SendAsync(CancellationToken {|MID0024:first|}, int x, CancellationToken last);",
        "Parameter 'first' of 'SendAsync' must be the last one, as a cancellation token is not part of what is sent");

    [Fact]
    public Task Type_that_does_not_exist_is_the_compilers_business() => VerifyMemberAsync("[Telemetry] public partial Task SendAsync(Missing x);");

    [Theory]
    [InlineData("string[]")]
    [InlineData("object")]
    [InlineData("Uri")]
    public Task Message_property_that_is_no_text(string type) => VerifyMemberAsync(
        $"[Telemetry] public partial Task SendAsync(int x, [MessageProperty] {{|MID0070:{type}|}} y);",
        "Parameter 'y' of 'SendAsync' cannot be an application property: only telemetry has them, and each is a text, number, bool, Guid, date, time or enumeration");

    [Fact]
    public Task Message_property_of_a_report() => VerifyMemberAsync(
        "[ReportedProperty] public partial Task ReportAsync(int x, [MessageProperty] {|MID0070:string|} y);",
        "Parameter 'y' of 'ReportAsync' cannot be an application property: only telemetry has them, and each is a text, number, bool, Guid, date, time or enumeration");

    [Theory]
    [InlineData("IReadOnlyList<int>")]
    [InlineData("IAsyncEnumerable<string>")]
    [InlineData("IReadOnlyList<int[]>")]
    public Task Batch_of_single_values(string type) => VerifyMemberAsync(
        $"[Telemetry] public partial Task SendAsync({{|MID0071:{type}|}} values);",
        "'values' of 'SendAsync' would make each message a single value, which has no field that a route could ask for; send a list of objects");

    [Fact]
    public Task Two_roles() => VerifyMemberAsync(
        "[Telemetry, {|MID0074:DirectMethod(\"a\")|}] public partial Task SendAsync(int x);",
        "'SendAsync' has [Telemetry] and [DirectMethod], and only the first counts; declare two methods");
}
