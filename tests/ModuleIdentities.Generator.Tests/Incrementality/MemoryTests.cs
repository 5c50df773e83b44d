using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Incrementality;

public class MemoryTests
{
    [Fact]
    public void Old_compilation_is_not_kept_alive()
    {
        (GeneratorRun run, WeakReference old) = RunTwice();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(old.IsAlive);
        GC.KeepAlive(run);
    }

    // The first compilation must not be on this test's own stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorRun Run, WeakReference Old) RunTwice()
    {
        CSharpCompilation compilation = TestCompilation.Create(
            """[ModuleIdentity("m")] partial class Module(TimeProvider clock) { [Telemetry] public partial Task SendAsync(int x); object Clock => clock; }""");
        CSharpCompilation next = TestCompilation.Create(compilation.SyntaxTrees.Last().ToString(), "class Unrelated;");
        return (GeneratorRun.Start(compilation).Continue(next), new WeakReference(compilation));
    }
}
