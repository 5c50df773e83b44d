using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Credentials;

public sealed class SharedAccessKeyTests
{
    [Fact]
    public void Shows_a_fingerprint_and_never_itself()
    {
        SharedAccessKey key = SharedAccessKey.Parse(Keys.Counting);

        Assert.Equal("630dcd2966c4", key.Fingerprint);
        Assert.Equal("***", key.ToString());
        Assert.Equal("***", $"{key}");
    }

    [Fact]
    public void Takes_exactly_base64_of_16_to_64_bytes() => Prop.ForAll<byte[]>(bytes =>
    {
        bool taken = SharedAccessKey.TryParse(Convert.ToBase64String(bytes), out SharedAccessKey? key);
        return taken == bytes.Length is >= 16 and <= 64 && (!taken || key!.ToBase64() == Convert.ToBase64String(bytes));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(100));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64 at all, is it")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    public void Refuses_what_is_no_key(string? text) => Assert.False(SharedAccessKey.TryParse(text, out _));
}
