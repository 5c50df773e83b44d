using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.CodeFixes;

public sealed class TelemetryFixTests
{
    [Fact]
    public Task Add_a_token() => CodeFixTest.VerifyAsync<AddCancellationTokenCodeFixProvider>(
        """
        using System.Threading;
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            /// <summary>Kept.</summary>
            [Telemetry] public partial Task {|MID0035:SendAsync|}();
            [Telemetry] public partial Task {|MID0035:SendOtherAsync|}(int x, int cancellationToken = 1); // kept
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            /// <summary>Kept.</summary>
            [Telemetry] public partial Task SendAsync(CancellationToken cancellationToken = default);
            [Telemetry] public partial Task SendOtherAsync(int x, int cancellationToken = 1, CancellationToken token = default); // kept
        }
        """);

    [Fact]
    public Task Add_a_token_in_a_file_without_the_using() => CodeFixTest.VerifyAsync<AddCancellationTokenCodeFixProvider>(
        """
        [ModuleIdentities.ModuleIdentity("m")]
        public partial class Module
        {
            [ModuleIdentities.Telemetry] public partial System.Threading.Tasks.Task {|MID0035:SendAsync|}(int x);
        }
        """,
        """
        [ModuleIdentities.ModuleIdentity("m")]
        public partial class Module
        {
            [ModuleIdentities.Telemetry] public partial System.Threading.Tasks.Task SendAsync(int x, System.Threading.CancellationToken cancellationToken = default);
        }
        """);

    [Fact]
    public Task Move_a_token() => CodeFixTest.VerifyAsync<MoveCancellationTokenCodeFixProvider>(
        """
        using System.Threading;
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            [Telemetry] public partial Task SendAsync(CancellationToken {|MID0024:token|}, int x);
            [Telemetry] public partial Task SendOtherAsync(int x, CancellationToken {|MID0024:token|}, string y = "");
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            [Telemetry] public partial Task SendAsync(int x, CancellationToken token);
            [Telemetry] public partial Task SendOtherAsync(int x, string y = "", CancellationToken token = default);
        }
        """);

    [Fact]
    public Task Declare_without_a_body() => CodeFixTest.VerifyAsync<DeclareWithoutBodyCodeFixProvider>(
        """
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            /// <summary>Kept.</summary>
            [Telemetry]
            public async Task {|MID0016:SendAsync|}(int x)
            {
                await Task.Yield();
            } // kept

            [Telemetry] Task {|MID0016:SendOtherAsync|}(int x) => Task.CompletedTask;

            [Telemetry] public partial Task SendThirdAsync(int x);
            public partial Task {|MID0016:SendThirdAsync|}(int x) => Task.CompletedTask;

            [Telemetry] public async partial Task {|MID0016:SendFourthAsync|}(int x) => await Task.Yield();
        }
        """,
        """
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            /// <summary>Kept.</summary>
            [Telemetry]
            public partial Task SendAsync(int x); // kept

            [Telemetry] private partial Task SendOtherAsync(int x);

            [Telemetry] public partial Task SendThirdAsync(int x);

            [Telemetry] public partial Task SendFourthAsync(int x);
        }
        """);

    [Fact]
    public Task Return_Task() => CodeFixTest.VerifyAsync<ReturnTaskCodeFixProvider>(
        """
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            [Telemetry] public partial {|MID0019:void|} Send(int x);
            [Telemetry] public partial {|MID0019:ValueTask|} SendOtherAsync(int x);
        }
        """,
        """
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m")]
        public partial class Module
        {
            [Telemetry] public partial Task Send(int x);
            [Telemetry] public partial Task SendOtherAsync(int x);
        }
        """);

    [Fact]
    public Task Remove_a_modifier() => CodeFixTest.VerifyAsync<RemoveModifierCodeFixProvider>(
        """
        using System.Threading.Tasks;
        using ModuleIdentities;

        // Kept.
        [ModuleIdentity("a")]
        public {|MID0010:abstract|} partial class A
        {
            [Telemetry] {|MID0017:static|} public partial Task SendAsync(int x);
        }

        // Kept.
        [ModuleIdentity("c")] {|MID0011:file|} partial class C;

        [ModuleIdentity("b")]
        {|MID0009:static|} /* kept */ partial class B;
        """,
        """
        using System.Threading.Tasks;
        using ModuleIdentities;

        // Kept.
        [ModuleIdentity("a")]
        public partial class A
        {
            [Telemetry] public partial Task SendAsync(int x);
        }

        // Kept.
        [ModuleIdentity("c")] partial class C;

        [ModuleIdentity("b")]
        /* kept */ partial class B;
        """);
}
