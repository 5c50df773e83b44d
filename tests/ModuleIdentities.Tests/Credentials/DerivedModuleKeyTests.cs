using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Credentials;

public sealed class DerivedModuleKeyTests
{
    private static readonly MasterKey Master = new(SharedAccessKey.Parse(Keys.Counting));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Computed with Python's hmac, from docs/derived-keys.md.</summary>
    [Fact]
    public async Task A_key_is_the_HMAC_of_its_name_under_the_master_key()
    {
        DerivedModuleKey key = await Master.DeriveAsync(new DerivedKeyName("line-4", "thermostat", "638", IsSecondary: false, ""), Cancellation);

        Assert.Equal("GYtgu8mGQT00oI/eo0YIKHylsnERBRvs86NazhIn4Y4=", key.ToBase64());
    }

    [Fact]
    public async Task What_is_exported_is_the_name_and_never_the_key()
    {
        DerivedModuleKey key = await Master.DeriveAsync(new DerivedKeyName("line-4", "thermostat", "638", IsSecondary: true, "1f"), Cancellation);

        Assert.Equal("derived:secondary:1f", key.Export());
    }

    [Fact]
    public void Different_names_have_different_texts() => Prop.ForAll(Names.Any, Names.Any, (Names one, Names other) => one.Name == other.Name == (one.Name.Text == other.Name.Text))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_name_survives_its_export() => Prop.ForAll(Names.Any, (Names one) =>
        DerivedKeyName.TryImport(one.Name.Export(), one.Name.DeviceId, one.Name.ModuleId, one.Name.GenerationId, out DerivedKeyName? read) && read == one.Name)
        .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Any_other_text_is_no_name() => Prop.ForAll<string>(text =>
        !DerivedKeyName.TryImport(text ?? "", "d", "m", "g", out DerivedKeyName? name) || name.Export() == text)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("derived")]
    [InlineData("derived:primary")]
    [InlineData("derived:tertiary:")]
    [InlineData("derived:primary:a:b")]
    [InlineData("Derived:primary:")]
    public void A_text_that_is_almost_a_name_is_none(string text) => Assert.False(DerivedKeyName.TryImport(text, "d", "m", "g", out _));

    /// <summary>Names whose parts are few and short, so that two are often alike but for where a part ends.</summary>
    internal sealed record Names(DerivedKeyName Name)
    {
        private static readonly string[] Parts = ["", "a", "b", "ab", "primary", "secondary"];

        public static Arbitrary<Names> Any => Make().ToArbitrary();

        private static Gen<Names> Make() =>
            from device in Gen.Elements(Parts)
            from module in Gen.Elements(Parts)
            from generation in Gen.Elements([.. Parts, "a\nb", "\n"])
            from isSecondary in Gen.Elements(true, false)
            from turn in Gen.Elements("", "00", "0a1b2c3d4e5f6071")
            select new Names(new DerivedKeyName(device, module, generation, isSecondary, turn));
    }
}
