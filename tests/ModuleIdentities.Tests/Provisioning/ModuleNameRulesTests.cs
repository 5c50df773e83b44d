using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class ModuleNameRulesTests
{
    [Theory]
    [InlineData("DefenderIotMicroAgent")]
    [InlineData("modViaDps")]
    [InlineData("a")]
    [InlineData("a-.%_*?!(),:=@$'0")]
    public void Accepts_what_a_hub_accepts(string name) => Assert.Equal(ModuleNameFault.None, ModuleNameRules.Check(name, out _));

    [Theory]
    [InlineData("", "Empty", 0)]
    [InlineData("$edgeHub", "Reserved", 0)]
    [InlineData(".", "OnlyDots", 0)]
    [InlineData("..", "OnlyDots", 0)]
    [InlineData("bad name!/x", "InvalidCharacter", 3)]
    [InlineData("bad/name", "InvalidCharacter", 3)]
    [InlineData("caf\u00e9", "InvalidCharacter", 3)]
    [InlineData("a+b", "InvalidCharacter", 1)]
    [InlineData("a#", "InvalidCharacter", 1)]
    [InlineData("a;b", "InvalidCharacter", 1)]
    public void Names_the_first_fault_and_its_place(string name, string fault, int position)
    {
        Assert.Equal(fault, ModuleNameRules.Check(name, out int at).ToString());
        Assert.Equal(position, at);
    }

    [Fact]
    public void Counts_128_characters()
    {
        Assert.Equal(ModuleNameFault.None, ModuleNameRules.Check(new string('a', 128), out _));
        Assert.Equal(ModuleNameFault.TooLong, ModuleNameRules.Check(new string('a', 129), out _));
    }

    [Fact]
    public void The_runtime_refuses_what_the_rules_refuse() => Prop.ForAll<NonNull<string>>(name =>
    {
        bool valid = ModuleNameRules.Check(name.Item, out _) == ModuleNameFault.None;
        try
        {
            ModuleProvisioner.ThrowIfInvalid(name.Item);
            return valid;
        }
        catch (ArgumentException)
        {
            return !valid;
        }
    }).QuickCheckThrowOnFailure();
}
