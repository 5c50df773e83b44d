using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Analyzers;

public class TooManyModulesAnalyzerTests
{
    [Fact]
    public Task Fifty_are_no_fault() => AnalyzerTest.VerifyAsync(Declare(Enumerable.Range(1, 50)));

    [Fact]
    public Task The_fifty_first_and_later_are_marked() => AnalyzerTest.VerifyAsync(
        Declare(Enumerable.Range(1, 50)) + """[ModuleIdentity("x")] partial class {|MID0030:X|}; [ModuleIdentity("y")] partial class {|MID0030:Y|};""",
        Message("X", 51),
        Message("Y", 52));

    private static string Declare(IEnumerable<int> numbers) =>
        string.Concat(numbers.Select(number => $"[ModuleIdentity(\"m{number}\")] partial class M{number};\n"));

    private static string Message(string type, int number) =>
        $"'{type}' is the module class number {number} of this assembly, and IoT Hub takes at most 50 modules on a device; share a module, or spread the classes over devices";
}
