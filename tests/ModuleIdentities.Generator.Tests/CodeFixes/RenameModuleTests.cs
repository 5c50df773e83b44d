using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.CodeFixes;

public sealed class RenameModuleTests
{
    [Fact]
    public Task Each_wrong_id() => CodeFixTest.VerifyAsync<RenameModuleCodeFixProvider>(
        """
        using ModuleIdentities;

        [ModuleIdentity({|MID0001:""|})] partial class Empty;
        [ModuleIdentity(moduleId: {|MID0001:null|})] partial class Null;
        [ModuleIdentity("thermostat{|MID0003: |}2/east")] partial class A;
        [ModuleIdentity("{|MID0004:$|}edgeHub")] partial class B;
        [ModuleIdentity("Defender{|MID0003: |}IoT micro agent")] partial class C;
        [ModuleIdentity("a" + $"b{"{|MID0003:/|}"}c")] partial class D;
        [ModuleIdentity({|MID0003:".."|})] partial class Dots;
        [ModuleIdentity("a{|MID0003:/|}b")] partial record R;
        """,
        """
        using ModuleIdentities;

        [ModuleIdentity("Empty")] partial class Empty;
        [ModuleIdentity(moduleId: "Null")] partial class Null;
        [ModuleIdentity("thermostat2-east")] partial class A;
        [ModuleIdentity("edgeHub")] partial class B;
        [ModuleIdentity("DefenderIotMicroAgent")] partial class C;
        [ModuleIdentity("ab-c")] partial class D;
        [ModuleIdentity("Dots")] partial class Dots;
        [ModuleIdentity("a-b")] partial record R;
        """);

    [Fact]
    public Task Constant_of_the_class_stays() => CodeFixTest.VerifyNoFixAsync<RenameModuleCodeFixProvider>(
        """
        using ModuleIdentities;

        static class Names { public const string Wrong = "a/b"; }
        """);

    [Theory]
    [InlineData("Defender IoT", "DefenderIoT")]
    [InlineData("my cool module", "myCoolModule")]
    [InlineData("Größe", "Gro-e")]
    [InlineData("Café", "Cafe")]
    [InlineData("a;b#c+d", "a-b-c-d")]
    [InlineData("///", "Fallback")]
    [InlineData("..", "Fallback")]
    [InlineData("$$$", "Fallback")]
    [InlineData("osConfig", "osconfig")]
    [InlineData("IoT Hub / Device Update", "IoTHubDeviceUpdate")]
    public void Nearest_id(string wanted, string nearest) => Assert.Equal(nearest, ValidModuleId.Nearest(wanted, "Fallback"));

    [Fact]
    public void Nearest_id_is_valid() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        wanted => ModuleNameRules.Check(ValidModuleId.Nearest(wanted.Get, wanted.Get), out _) == ModuleNameFault.None).QuickCheckThrowOnFailure();

    [Fact]
    public void Nearest_id_of_a_long_one_has_the_longest_length() =>
        Assert.Equal(128, ValidModuleId.Nearest(new string('a', 200), "Fallback").Length);
}
