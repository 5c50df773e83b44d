using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class ModuleClassAnalyzerTests
{
    [Fact]
    public Task Not_partial() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity("m")] public sealed class {|MID0006:Module|};""",
        "Module class 'Module' must be partial, so that its client can be generated");

    [Fact]
    public Task Containing_types_are_marked_once_each() => AnalyzerTest.VerifyAsync(
        """
        class {|MID0007:Outer|}
        {
            partial struct Middle
            {
                interface {|MID0007:IInner|}
                {
                    [ModuleIdentity("a")] class {|MID0006:A|};
                    [ModuleIdentity("b")] partial class B;
                }
            }
        }
        """,
        "'Outer' must be partial, because it contains the module class 'A'",
        "'IInner' must be partial, because it contains the module class 'A'",
        "Module class 'A' must be partial, so that its client can be generated");

    [Fact]
    public Task Generic() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("a")] partial class A{|MID0008:<T, U>|};
        partial class Outer{|MID0008:<T>|} { [ModuleIdentity("b")] partial class B; }
        """,
        "Module class 'A' cannot be generic or in a generic type, because each of its constructed types would be the same module",
        "Module class 'B' cannot be generic or in a generic type, because each of its constructed types would be the same module");

    [Fact]
    public Task Static() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity("m")] partial class Module; {|MID0009:static|} partial class Module;""",
        "Module class 'Module' cannot be static, because an instance holds the connection");

    [Fact]
    public Task Abstract() => AnalyzerTest.VerifyAsync(
        """[ModuleIdentity("m")] public {|MID0010:abstract|} partial class Module;""",
        "Module class 'Module' cannot be abstract, because it is constructed when it is connected");

    [Fact]
    public Task File_local() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("a")] {|MID0011:file|} partial class A;
        {|MID0011:file|} partial class Outer { [ModuleIdentity("b")] partial class B; }
        """,
        "Module class 'A' cannot be file-local or in a file-local type, because its other half is in a generated file",
        "Module class 'B' cannot be file-local or in a file-local type, because its other half is in a generated file");

    [Fact]
    public Task Record() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("a")] partial {|MID0012:record|} A(int X);
        [ModuleIdentity("b")] partial {|MID0012:record|} class B;
        """,
        "Module class 'A' cannot be a record, because its copies would share one connection; declare a class",
        "Module class 'B' cannot be a record, because its copies would share one connection; declare a class");

    [Fact]
    public Task Derived_from_a_module_class() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("a")] partial class A;
        class Between : A;
        [ModuleIdentity("b")] partial class B : {|MID0013:Between|};
        """,
        "Module class 'B' cannot derive from a module class, because it would have two module ids");

    [Fact]
    public Task No_usable_constructor()
    {
        const string Message = "needs a public or internal constructor that takes its parameters by value and sets every required member";
        return AnalyzerTest.VerifyAsync(
            """
            [ModuleIdentity("a")] partial class {|MID0014:A|} { A() { } protected A(int x) { } }
            [ModuleIdentity("b")] partial class {|MID0014:B|}(in int x) { public int X => x; }
            [ModuleIdentity("c")] partial class {|MID0014:C|} { public C(ReadOnlySpan<char> x) { } }
            [ModuleIdentity("d")] partial class {|MID0014:D|} : Base;
            [ModuleIdentity("e")] partial class E : Base { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public E() { } }
            [ModuleIdentity("f")] unsafe partial class {|MID0014:F|} { public F(int* x) { } }
            class Base { public required int X { get; set; } }
            """,
            $"Module class 'A' {Message}", $"Module class 'B' {Message}", $"Module class 'C' {Message}", $"Module class 'D' {Message}", $"Module class 'F' {Message}");
    }

    [Fact]
    public Task Name_of_a_generated_member() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("a")] partial class A { void {|MID0015:ModuleId|}() { } }
        [ModuleIdentity("b")] partial class {|MID0015:B|} : Base;
        [ModuleIdentity("c")] partial class {|MID0015:ModuleClient|};
        [ModuleIdentity("d")] partial class D
        {
            public static Task ConnectAsync(string text) => Task.CompletedTask;
            public void DisposeAsync(bool now) { }
            public static Task {|MID0015:ConnectAsync|}(ModuleIdentityOptions options, CancellationToken token) => Task.CompletedTask;
        }
        [ModuleIdentity("e")] partial class E : IAsyncDisposable { public ValueTask {|MID0015:DisposeAsync|}() => default; }
        [ModuleIdentity("f")] partial class F { int {|MID0015:s_moduleJson|}; }
        class Base { protected int ModuleClient => 1; private int s_moduleJson; }
        """,
        "'ModuleId' has the name of a member that is generated for the module class 'A'; rename it",
        "'ModuleClient' has the name of a member that is generated for the module class 'B'; rename it",
        "'ModuleClient' has the name of a member that is generated for the module class 'ModuleClient'; rename it",
        "'ConnectAsync' has the name of a member that is generated for the module class 'D'; rename it",
        "'DisposeAsync' has the name of a member that is generated for the module class 'E'; rename it",
        "'s_moduleJson' has the name of a member that is generated for the module class 'F'; rename it");
}
