using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Wire.Mqtt;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class ParserTests
{
    [Fact]
    public void No_text_makes_the_parsers_throw() => Prop.ForAll<NonNull<string>>(text =>
    {
        foreach (string wrapped in new[] { text.Item, $"SharedAccessSignature sr={text.Item}&sig=x&se=1", $"SharedAccessSignature sr=a&sig={text.Item}&se=1", $"SharedAccessSignature sr=a&sig=x&se={text.Item}" })
        {
            Assert.Equal(SasToken.TryParse(wrapped, out SasToken? token), token is not null);
        }

        Assert.Equal(MqttUserName.TryParse(text.Item, out MqttUserName? userName), userName is not null);
        PropertyBag.Read(text.Item, default);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_changed_token_is_accepted()
    {
        SymmetricKeys keys = SymmetricKeys.Generate();
        string token = Client.Token("127.0.0.1/devices/d", keys.Primary);
        Assert.True(SasToken.TryParse(token, out SasToken? original) && original.IsSignedBy(keys));

        Prop.ForAll(Gen.Choose("SharedAccessSignature ".Length, token.Length - 1).ToArbitrary(), Gen.Choose(33, 126).ToArbitrary(), (position, replacement) =>
        {
            string forged = $"{token[..position]}{(char)replacement}{token[(position + 1)..]}";
            return forged == token
                || !SasToken.TryParse(forged, out SasToken? parsed)
                || !parsed.IsSignedBy(keys)
                // Another spelling of the same signature is the same signature.
                || Uri.UnescapeDataString(forged) == Uri.UnescapeDataString(token)
                || string.Equals(forged, token, StringComparison.OrdinalIgnoreCase)
                || parsed.ToString() == original.ToString();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Theory]
    [InlineData("127.0.0.1/devices/d", "127.0.0.1/devices/d/modules/m", true)]
    [InlineData("127.0.0.1/DEVICES/D", "127.0.0.1/devices/d", true)]
    [InlineData("127.0.0.1/devices/d", "127.0.0.1/devices/dd", false)]
    [InlineData("127.0.0.1/devices/d/modules/m", "127.0.0.1/devices/d", false)]
    public void A_token_covers_whole_segments(string scope, string resource, bool covers)
    {
        Assert.True(SasToken.TryParse(Client.Token(scope, IotEmulator.DevelopmentKey), out SasToken? token));
        Assert.Equal(covers, token.Covers(resource));
    }
}
