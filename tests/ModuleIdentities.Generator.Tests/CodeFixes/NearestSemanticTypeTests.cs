using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.CodeFixes;

public class NearestSemanticTypeTests
{
    [Theory]
    [InlineData("\"temperatur\", \"kelvin\"", "\"Temperature\", \"kelvin\"")]
    [InlineData("/* what */ \"Temprature\" /* it is */, \"kelvin\"", "/* what */ \"Temperature\" /* it is */, \"kelvin\"")]
    [InlineData("\"Temperature\", \"celsius\"", "\"Temperature\", \"degreeCelsius\"")]
    [InlineData("\"Temperature\", \"Kelvins\"", "\"Temperature\", \"kelvin\"")]
    [InlineData("unit: \"kelvn\", type: \"Temperature\"", "unit: \"kelvin\", type: \"Temperature\"")]
    public Task Nearest_name(string before, string after) =>
        CodeFixTest.VerifyAsync<NearestSemanticTypeCodeFixProvider>(
            Source(before).Replace(Wrong(before), $"{{|MID0076:{Wrong(before)}|}}", StringComparison.Ordinal), Source(after));

    [Theory]
    [InlineData("{|MID0076:\"Happiness\"|}, \"smile\"")]
    [InlineData("\"Temperature\", {|MID0076:\"m\"|}")]
    [InlineData("\"Temperature\", {|MID0076:Names.Unit|}")]
    public Task What_was_meant_is_not_known(string arguments) => CodeFixTest.VerifyNoFixAsync<NearestSemanticTypeCodeFixProvider>(Source(arguments));

    [Fact]
    public Task All_at_once() => CodeFixTest.VerifyAsync<NearestSemanticTypeCodeFixProvider>(
        Source("\"Temperature\", {|MID0076:\"celsius\"|}")
            + "class Other { [SemanticType({|MID0076:\"Mas\"|}, \"gram\")] public int X; [SemanticType(\"Mass\", {|MID0076:\"grams\"|})] public int Y; }",
        Source("\"Temperature\", \"degreeCelsius\"")
            + "class Other { [SemanticType(\"Mass\", \"gram\")] public int X; [SemanticType(\"Mass\", \"gram\")] public int Y; }",
        iterations: 3);

    private static string Wrong(string arguments) => arguments.Split('"').Where((_, index) => index % 2 == 1)
        .Where(text => text is not ("Temperature" or "kelvin")).Select(text => $"\"{text}\"").Single();

    private static string Source(string arguments) => $$"""
        using System.Threading.Tasks;
        using ModuleIdentities;

        [ModuleIdentity("m", ModelId = "dtmi:com:example:Module;1")]
        public partial class Module
        {
            [Telemetry] public partial Task SendAsync([SemanticType({{arguments}})] double x);
        }

        internal static class Names { public const string Unit = "metre"; }
        """;
}
