using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.CodeFixes;

public sealed class AwaitSendTests
{
    private const string Module = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        partial class Module
        {
            [Telemetry] public partial Task SendAsync(int x, CancellationToken token = default);
        }

        """;

    [Fact]
    public Task Method_becomes_asynchronous_once() => VerifyAsync(
        """
        class Program
        {
            /// <summary>Kept.</summary>
            public static void Run(Module module)
            {
                // Kept.
                {|MID0034:module.SendAsync(1)|}; // kept
                _ = {|MID0034:module.SendAsync(2)|};
                Task task = {|MID0034:module.SendAsync(3)|};
                {|MID0034:module.SendAsync(4)|}.ConfigureAwait(false);
            }

            void Short(Module module) => {|MID0034:module.SendAsync(1)|};
        }
        """,
        """
        class Program
        {
            /// <summary>Kept.</summary>
            public static async Task Run(Module module)
            {
                // Kept.
                await module.SendAsync(1); // kept
                await module.SendAsync(2);
                await module.SendAsync(3);
                await module.SendAsync(4).ConfigureAwait(false);
            }

            async Task Short(Module module) => await module.SendAsync(1);
        }
        """);

    [Fact]
    public Task Asynchronous_function_stays() => VerifyAsync(
        """
        class Program
        {
            async Task<int> RunAsync(Module module)
            {
                Func<Task> send = async () => {|MID0034:module.SendAsync(1)|};
                Func<Task> sendToo = async () => { {|MID0034:module.SendAsync(2)|}; };
                {|MID0034:module.SendAsync(3)|};
                await send();
                await sendToo();
                return 1;
            }
        }
        """,
        """
        class Program
        {
            async Task<int> RunAsync(Module module)
            {
                Func<Task> send = async () => await module.SendAsync(1);
                Func<Task> sendToo = async () => { await module.SendAsync(2); };
                await module.SendAsync(3);
                await send();
                await sendToo();
                return 1;
            }
        }
        """);

    [Fact]
    public Task Local_function_becomes_asynchronous_and_not_what_is_around_it() => VerifyAsync(
        """
        class Program
        {
            void Run(Module module)
            {
                void Send()
                {
                    {|MID0034:module.SendAsync(1)|};
                }

                Send();
            }
        }
        """,
        """
        class Program
        {
            void Run(Module module)
            {
                async Task Send()
                {
                    await module.SendAsync(1);
                }

                Send();
            }
        }
        """);

    [Theory]
    [InlineData("Timer Run(Module module) => new(_ => {|MID0034:module.SendAsync(1)|});")]
    [InlineData("public override string ToString() { {|MID0034:Module.SendAsync(1)|}; return \"\"; } Module Module = null;")]
    [InlineData("void Run(Module module) { lock (module) { {|MID0034:module.SendAsync(1)|}; } }")]
    [InlineData("void Run(Module module, out int x) { x = 1; {|MID0034:module.SendAsync(1)|}; }")]
    [InlineData("Program(Module module) { {|MID0034:module.SendAsync(1)|}; }")]
    [InlineData("void Run(Module module) { module?{|MID0034:.SendAsync(1)|}; }")]
    [InlineData("void IRun.Run(Module module) { {|MID0034:module.SendAsync(1)|}; }", ": IRun")]
    [InlineData("public void Run(Module module) { {|MID0034:module.SendAsync(1)|}; }", ": IRun")]
    [InlineData("int X { set { {|MID0034:Module.SendAsync(value)|}; } } Module Module = null;")]
    public Task Where_nothing_can_be_awaited_it_is_left_to_the_user(string member, string bases = "") => CodeFixTest.VerifyNoFixAsync<AwaitSendCodeFixProvider>(
        $"{Module}\ninterface IRun {{ void Run(Module module); }}\nclass Program {bases} {{ {member} }}");

    private static Task VerifyAsync(string source, string fixedSource) =>
        CodeFixTest.VerifyAsync<AwaitSendCodeFixProvider>($"{Module}\n{source}", $"{Module}\n{fixedSource}");
}
