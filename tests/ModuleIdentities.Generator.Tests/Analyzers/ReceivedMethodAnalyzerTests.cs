using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class ReceivedMethodAnalyzerTests
{
    private const string DesiredParameters = "the value, then if wanted its version (long), then if wanted a CancellationToken, all by value";
    private const string DirectParameters = "the request if there is one, then if wanted a CancellationToken, all by value";
    private const string InputParameters = "the body if it is JSON, then if wanted the InputMessage, then if wanted a CancellationToken, all by value";
    private const string InputResult = "nothing, a Task or a ValueTask, and cannot be async void";
    private const string DesiredResult = "a PropertyResponse or nothing, or a Task or ValueTask of one of them, and cannot be async void";
    private const string DirectResult =
        "the answer, a MethodResponse or nothing, or a Task or ValueTask of one of them, and cannot be async void or return a reference";

    private static Task VerifyMemberAsync(string member, params string[] messages) => AnalyzerTest.VerifyAsync(
        $$"""
        [ModuleIdentity("m")]
        public partial class Module
        {
            {{member}}
        }
        """,
        messages);

    [Theory]
    [InlineData("[DesiredProperty] private {|MID0060:static|} void On(int x) { }")]
    [InlineData("[DirectMethod] private {|MID0060:static|} void On() { }")]
    [InlineData("[ModuleInput(\"i\")] private {|MID0060:static|} void On() { }")]
    public Task Static(string member) => VerifyMemberAsync(member, "'On' cannot be static, because what arrives is for the module that is connected");

    [Theory]
    [InlineData("[DesiredProperty] private void On{|MID0061:<T>|}(T x) { }")]
    [InlineData("[DirectMethod] private void On{|MID0061:<T>|}() { }")]
    [InlineData("[ModuleInput(\"i\")] private void On{|MID0061:<T>|}() { }")]
    public Task Generic(string member) => VerifyMemberAsync(member, "'On' cannot be generic, because what it receives has one form");

    [Theory]
    [InlineData("[DesiredProperty] private void On(int x, int {|MID0062:y|}) { }", "y", DesiredParameters)]
    [InlineData("[DesiredProperty] private void On(int x, long y, int {|MID0062:z|}) { }", "z", DesiredParameters)]
    [InlineData("[DesiredProperty] private void On(int x, CancellationToken y, long {|MID0062:z|}) { }", "z", DesiredParameters)]
    [InlineData("[DesiredProperty] private void On(in int {|MID0062:x|}) { }", "x", DesiredParameters)]
    [InlineData("[DirectMethod] private void On(int x, long {|MID0062:y|}) { }", "y", DirectParameters)]
    [InlineData("[DirectMethod] private void On(CancellationToken x, int {|MID0062:y|}) { }", "y", DirectParameters)]
    [InlineData("[DirectMethod] private void On(int x, CancellationToken y, int {|MID0062:z|}) { }", "z", DirectParameters)]
    [InlineData("[DirectMethod] private void On(InputMessage {|MID0062:x|}) { }", "x", DirectParameters)]
    [InlineData("[ModuleInput(\"i\")] private void On(int x, long {|MID0062:y|}) { }", "y", InputParameters)]
    [InlineData("[ModuleInput(\"i\")] private void On(InputMessage x, int {|MID0062:y|}) { }", "y", InputParameters)]
    [InlineData("[ModuleInput(\"i\")] private void On(int x, CancellationToken y, InputMessage {|MID0062:z|}) { }", "z", InputParameters)]
    public Task Unknown_parameter(string member, string name, string known) =>
        VerifyMemberAsync(member, $"Nothing is given for '{name}' of 'On', which takes {known}");

    [Theory]
    [InlineData("[DesiredProperty] private void {|MID0063:On|}() { }")]
    [InlineData("[DesiredProperty] private void {|MID0063:On|}(CancellationToken x) { }")]
    public Task Desired_property_without_a_value(string member) =>
        VerifyMemberAsync(member, "'On' must take the value of the property as its first parameter");

    [Theory]
    [InlineData("[DesiredProperty] private {|MID0064:bool|} On(int x) => true;", DesiredResult)]
    [InlineData("[DesiredProperty] private {|MID0064:Task<int>|} On(int x) => Task.FromResult(x);", DesiredResult)]
    [InlineData("[DesiredProperty] private async {|MID0064:void|} On(int x) => await Task.Yield();", DesiredResult)]
    [InlineData("[DirectMethod] private async {|MID0064:void|} On(int x) => await Task.Yield();", DirectResult)]
    [InlineData("[DirectMethod] private {|MID0064:ref int|} On() => ref _x; private int _x;", DirectResult)]
    [InlineData("[ModuleInput(\"i\")] private {|MID0064:int|} On(int x) => x;", InputResult)]
    [InlineData("[ModuleInput(\"i\")] private async {|MID0064:void|} On(int x) => await Task.Yield();", InputResult)]
    public Task Result_that_is_no_answer(string member, string allowed) => VerifyMemberAsync(member, $"'On' must return {allowed}");

    [Theory]
    [InlineData("[DesiredProperty(\"a\")] private void A(int x) { } [DesiredProperty] private void {|MID0065:B|}(int a) { }")]
    [InlineData("[DirectMethod] private void A() { } [DirectMethod(\"a\")] private void {|MID0065:B|}() { }")]
    [InlineData("[DirectMethod(\"a\", Component = \"c\")] private void A() { } [DirectMethod(\"a\", Component = \"c\")] private void {|MID0065:B|}() { }")]
    [InlineData("[ModuleInput(\"a\")] private void A(int x) { } [ModuleInput(\"a\")] private void {|MID0065:B|}() { }")]
    public Task One_name_for_two(string members) =>
        VerifyMemberAsync(members, "\"a\" is received by 'A' and by 'B', and only one of them would be called; give each its own name");

    [Theory]
    [InlineData("[DesiredProperty] private void A(int a) { } [DirectMethod(\"a\")] private void B() { }")]
    [InlineData("[DirectMethod(\"a\")] private void A() { } [DirectMethod(\"A\")] private void B() { }")]
    [InlineData("[DesiredProperty(\"a\")] private void A(int x) { } [DesiredProperty(\"a\", Component = \"c\")] private void B(int x) { }")]
    [InlineData("[DesiredProperty] private void A(int a) { } [ReportedProperty] public partial Task ReportAsync(int a);")]
    [InlineData("[ModuleInput(\"a\")] private void A() { } [DirectMethod(\"a\")] private void B() { }")]
    [InlineData("[ModuleOutput(\"a\")] public partial Task SendAsync(int x, CancellationToken t); [ModuleOutput(\"a\")] public partial Task ForwardAsync(int x, CancellationToken t);")]
    public Task Names_that_do_not_meet(string members) => VerifyMemberAsync(members);

    [Theory]
    [InlineData("[DirectMethod] private void On({|MID0023:object|} x) { }", "x", "what is in 'object' is known only when the program runs; use a type of your own with the parts that matter, or name a JsonSerializerContext")]
    [InlineData("[DirectMethod] private {|MID0023:Task<IDisposable>|} On() => null!;", "return", "what is in 'IDisposable' is known only when the program runs; use a type of your own with the parts that matter, or name a JsonSerializerContext")]
    [InlineData("[ModuleInput(\"i\")] private void On({|MID0023:object|} x) { }", "x", "what is in 'object' is known only when the program runs; use a type of your own with the parts that matter, or name a JsonSerializerContext")]
    public Task Payload_without_a_contract(string member, string name, string reason) =>
        VerifyMemberAsync(member, $"'{name}' of 'On' cannot be carried as JSON: {reason}");
}
