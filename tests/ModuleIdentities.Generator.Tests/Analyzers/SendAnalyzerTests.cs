using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class SendAnalyzerTests
{
    private const string Module =
        """[ModuleIdentity("m")] partial class Module { [Telemetry] public partial Task SendAsync(int x = 0, CancellationToken token = default); }""";

    private const string Dropped = "'SendAsync' is not awaited, so nobody learns that the message could not be sent; await it";

    [Theory]
    [InlineData("void Run(Module module) { {|MID0034:module.SendAsync()|}; }")]
    [InlineData("void Run(IModule module) { {|MID0034:module.SendAsync()|}; }")]
    [InlineData("void Run(Module module) => {|MID0034:module.SendAsync()|};")]
    [InlineData("void Run(Module module) { _ = {|MID0034:module.SendAsync()|}; }")]
    [InlineData("void Run(Module? module) { module?{|MID0034:.SendAsync()|}; }")]
    [InlineData("void Run(Module module) { Task task = {|MID0034:module.SendAsync()|}; }")]
    [InlineData("void Run(Module module) { {|MID0034:module.SendAsync()|}.ConfigureAwait(false); }")]
    [InlineData("void Run(Module module) { Action send = () => {|MID0034:module.SendAsync()|}; send(); }")]
    [InlineData("Timer Run(Module module) => new(_ => {|MID0034:module.SendAsync()|});")]
    [InlineData("void Run(Module module) { for (int i = 0; i < 3; {|MID0034:module.SendAsync()|}) { i++; } }")]
    [InlineData("void Run(Module module) { object task = {|MID0034:module.SendAsync()|}; }")]
    public Task Dropped_task(string method) => AnalyzerTest.VerifyAsync($"{Module}\nclass Program {{ {method} }}", Dropped);

    [Theory]
    [InlineData("async Task Run(Module module) { await module.SendAsync(); }")]
    [InlineData("async Task Run(Module module) { await module.SendAsync().ConfigureAwait(false); }")]
    [InlineData("Task Run(Module module) => module.SendAsync();")]
    [InlineData("Task Run(Module module) { Task first = module.SendAsync(); Task second = module.SendAsync(); return Task.WhenAll(first, second); }")]
    [InlineData("void Run(Module module) { module.SendAsync().ContinueWith(task => task.Exception); }")]
    [InlineData("void Run(Module module) { Func<Task> send = () => module.SendAsync(); send(); }")]
    [InlineData("Task? _last; void Run(Module module) { _last = module.SendAsync(); }")]
    [InlineData("void Run(Module module) { List<Task> tasks = [module.SendAsync()]; }")]
    [InlineData("void Run(Module module) { module.ToString(); }")]
    public Task Task_that_somebody_has(string method) => AnalyzerTest.VerifyAsync($"{Module}\nclass Program {{ {method} }}");

    [Fact]
    public Task Send_without_a_token() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("m")] partial class Module : Base
        {
            [Telemetry] public partial Task {|MID0035:SendAsync|}(int x);
            [Telemetry] public partial Task SendOtherAsync(int x, CancellationToken token);
            [Telemetry] public override partial Task SendInheritedAsync();
        }
        abstract class Base { public abstract Task SendInheritedAsync(); }
        """,
        "'SendAsync' waits for the hub's acknowledgement and cannot be given up; add a CancellationToken as its last parameter");
}
