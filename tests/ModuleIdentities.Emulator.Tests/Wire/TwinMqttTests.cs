using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class TwinMqttTests
{
    private const string Answers = "$iothub/twin/res/#";
    private const string Desired = "$iothub/twin/PATCH/properties/desired/#";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("m")]
    public async Task A_twin_that_nobody_has_written_is_read_at_version_1(string? moduleId)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator, "d", moduleId);
        await identity.SubscribeAsync(Answers);

        JsonNode twin = await identity.GetTwinAsync("a$b%20c");

        Assert.Equal("""{"desired":{"$version":1},"reported":{"$version":1}}""", twin.ToJsonString());
    }

    [Fact]
    public async Task Reported_properties_are_merged_and_answered_with_204_and_their_version()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Answers);

        Assert.Equal((204, 2), await identity.ReportAsync("""{"a":1,"b":{"c":"x","d":[1,2]}}"""));
        Assert.Equal((204, 3), await identity.ReportAsync("""{"a":null,"b":{"c":null,"d":[3]},"e":{"f":null}}"""));

        JsonNode twin = await identity.GetTwinAsync();
        Assert.Equal("""{"b":{"d":[3]},"e":{},"$version":3}""", twin["reported"]!.ToJsonString());
        TwinSnapshot seen = await emulator.Devices["d"].Twin.WaitForReportedAsync(reported => reported.ContainsKey("e"), Cancellation);
        Assert.Equal(3, seen.ReportedVersion);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a.b":1}""")]
    [InlineData("""{"$a":1}""")]
    [InlineData("""{"a":{"b c":1}}""")]
    [InlineData("""{"a#":1}""")]
    [InlineData("""{"a\u0085":1}""")]
    [InlineData("""{"a":4503599627370496}""")]
    [InlineData("""{"a":-4503599627370497}""")]
    [InlineData("""{"a":[1,null]}""")]
    [InlineData("""{"a":[{"b":null}]}""")]
    [InlineData("""{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{"9":{"10":{"11":{"a":1}}}}}}}}}}}}""")]
    public async Task What_a_twin_does_not_take_is_refused_with_a_number_and_a_body(string patch)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Answers);

        Assert.Equal((400, 400004), await identity.ReportAsync(patch));
        Assert.Equal((204, 2), await identity.ReportAsync("{}"));
    }

    [Theory]
    [InlineData("""{"a":4503599627370495,"b":-4503599627370496,"c":1.5e300}""")]
    [InlineData("""{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{"9":{"10":{"a":1}}}}}}}}}}}""")]
    [InlineData("""{"$version":7,"$metadata":{"$x":1},"__t":"c"}""")]
    public async Task What_is_just_allowed_is_taken(string patch)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Answers);

        Assert.Equal((204, 2), await identity.ReportAsync(patch));
    }

    [Fact]
    public async Task Reported_properties_of_more_than_32_KiB_together_are_refused()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Answers);
        string text = new('x', 4096);

        Assert.Equal((400, 400004), await identity.ReportAsync($$"""{"a":"{{text}}x"}"""));
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal((204, i + 2), await identity.ReportAsync($$"""{"{{i}}":"{{text}}"}"""));
        }

        Assert.Equal((400, 400004), await identity.ReportAsync($$"""{"7":"{{text}}"}"""));
        Assert.Equal((204, 9), await identity.ReportAsync($$"""{"7":"{{text[..(4096 - 8)]}}"}"""));
    }

    [Fact]
    public async Task A_change_of_desired_properties_is_sent_with_its_version_in_topic_and_body()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator, "d", "m");
        Assert.Equal([1, 1], await identity.SubscribeAsync(Answers, Desired));

        await emulator.Devices["d", "m"].Twin.UpdateDesiredAsync("""{"target":21.5,"mode":{"eco":true}}""", Cancellation);
        await emulator.Devices["d", "m"].Twin.UpdateDesiredAsync("""{"mode":{"eco":null}}""", Cancellation);

        Assert.Equal(
            ("$iothub/twin/PATCH/properties/desired/?$version=2", """{"target":21.5,"mode":{"eco":true},"$version":2}""", 1), await identity.ReceiveAsync());
        Assert.Equal(
            ("$iothub/twin/PATCH/properties/desired/?$version=3", """{"mode":{"eco":null},"$version":3}""", 1), await identity.ReceiveAsync());
        Assert.Equal("""{"target":21.5,"mode":{},"$version":3}""", (await identity.GetTwinAsync())["desired"]!.ToJsonString());
    }

    [Fact]
    public async Task Many_writers_at_once_are_told_in_the_order_of_the_versions()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Answers, Desired);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => emulator.Devices["d"].Twin.UpdateDesiredAsync($$"""{"k{{i}}":{{i}}}""", Cancellation), Cancellation)));

        for (int version = 2; version <= 51; version++)
        {
            Assert.Equal($"$iothub/twin/PATCH/properties/desired/?$version={version}", (await identity.ReceiveAsync()).Topic);
        }
    }

    [Fact]
    public async Task An_announced_model_is_in_the_twin()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        (MQTTnet.IMqttClient client, _) = await emulator.ConnectAsync(
            "d", "127.0.0.1/d/?api-version=2021-04-12&model-id=dtmi:com:example:T;1", Client.Token("127.0.0.1/devices/d", key));

        Assert.Equal("dtmi:com:example:T;1", emulator.Devices["d"].Twin.Get().ModelId);
        client.Dispose();
    }

    [Fact]
    public async Task A_twin_of_a_device_made_again_begins_anew()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        await emulator.Devices["d"].Twin.UpdateDesiredAsync("""{"a":1}""", Cancellation);

        await emulator.Devices.RemoveAsync("d", Cancellation);
        Assert.Equal(HubErrorCode.DeviceNotFound, Assert.Throws<HubRefusedException>(() => emulator.Devices["d"].Twin.Get()).Code);
        await emulator.Devices.AddAsync("d", Cancellation);

        Assert.Empty(emulator.Devices["d"].Twin.Get().Desired);
    }
}
