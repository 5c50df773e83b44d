using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class DuplicateModuleIdAnalyzerTests
{
    private const string End = "and the two connections would end each other; give each class its own";

    [Fact]
    public Task Every_class_of_one_name_is_marked() => AnalyzerTest.VerifyAsync(
        [
            """namespace Demo; [ModuleIdentity({|MID0005:"same"|})] partial class B;""",
            """namespace Demo; [ModuleIdentity({|MID0005:"sa" + "me"|})] partial class A; [ModuleIdentity(moduleId: {|MID0005:"same"|})] partial class C;""",
        ],
        $"Module id \"same\" of 'Demo.B' is declared by 'Demo.A' too, {End}",
        $"Module id \"same\" of 'Demo.A' is declared by 'Demo.B' too, {End}",
        $"Module id \"same\" of 'Demo.C' is declared by 'Demo.A' too, {End}");

    [Fact]
    public Task Names_are_case_sensitive() => AnalyzerTest.VerifyAsync(
        """
        [ModuleIdentity("thermostat")] partial class Lower;
        [ModuleIdentity("Thermostat")] partial class Upper;
        """);
}
