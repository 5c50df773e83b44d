using FsCheck;
using FsCheck.Fluent;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Messages;
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

    [Fact]
    public void A_bag_that_was_written_is_read_as_it_was() => Prop.ForAll<Dictionary<NonEmptyString, NonNull<string>>>(given =>
    {
        // A lone half of a surrogate pair has no UTF-8.
        Dictionary<string, string> properties = given
            .Where(pair => !pair.Key.Item.Any(char.IsSurrogate) && !pair.Value.Item.Any(char.IsSurrogate) && !pair.Key.Item.StartsWith('$'))
            .ToDictionary(pair => pair.Key.Item, pair => pair.Value.Item);
        Dictionary<string, string> system = new() { ["message-id"] = "a&b=c/", ["content-type"] = "text/plain" };

        string bag = PropertyBag.Write(system, properties);
        DeviceMessage read = PropertyBag.Read(bag, default);

        Assert.DoesNotContain("+", bag, StringComparison.Ordinal);
        Assert.DoesNotContain("/", bag, StringComparison.Ordinal);
        Assert.Equal(properties, read.Properties);
        Assert.Equal(system, read.SystemProperties);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

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
