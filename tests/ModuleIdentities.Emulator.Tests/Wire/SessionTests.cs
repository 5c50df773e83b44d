namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class SessionTests
{
    private const string Answers = "$iothub/twin/res/#";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_persistent_session_keeps_its_subscriptions_and_says_so()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        MqttIdentity first = await MqttIdentity.AddAsync(emulator, "d", "m", isClean: false);
        await first.SubscribeAsync(Answers, "$iothub/methods/POST/#");
        await first.DisposeAsync();

        await using MqttIdentity second = await MqttIdentity.ConnectAsync(emulator, "d", "m", isClean: false);

        Assert.Equal((false, true), (first.IsSessionPresent, second.IsSessionPresent));
        await second.GetTwinAsync();
        Task<DirectMethodResult> calling = emulator.Devices["d", "m"].InvokeMethodAsync("x", cancellationToken: Cancellation);
        string topic = (await second.ReceiveAsync()).Topic;
        await second.PublishAsync($"$iothub/methods/res/200/?$rid={topic.Split("$rid=")[1]}");
        Assert.Equal(200, (await calling).Status);
    }

    [Fact]
    public async Task A_clean_session_ends_a_persistent_one()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        MqttIdentity persistent = await MqttIdentity.AddAsync(emulator, isClean: false);
        await persistent.SubscribeAsync(Answers);
        await persistent.DisposeAsync();
        await (await MqttIdentity.ConnectAsync(emulator, isClean: true)).DisposeAsync();

        await using MqttIdentity after = await MqttIdentity.ConnectAsync(emulator, isClean: false);

        Assert.False(after.IsSessionPresent);
    }

    [Fact]
    public async Task A_session_without_subscriptions_is_not_present()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        MqttIdentity first = await MqttIdentity.AddAsync(emulator, isClean: false);
        await first.SubscribeAsync(Answers);
        await first.Mqtt.UnsubscribeAsync(new MQTTnet.MqttClientUnsubscribeOptionsBuilder().WithTopicFilter(Answers).Build(), Cancellation);
        await first.DisposeAsync();

        await using MqttIdentity second = await MqttIdentity.ConnectAsync(emulator, isClean: false);

        Assert.False(second.IsSessionPresent);
    }

    [Fact]
    public async Task A_session_and_a_twin_outlive_the_emulator()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        IotEmulatorOptions options = new() { StateFile = file };
        try
        {
            await using (IotEmulator emulator = await IotEmulator.StartAsync(options, Cancellation))
            {
                await using MqttIdentity first = await MqttIdentity.AddAsync(emulator, isClean: false);
                await first.SubscribeAsync(Answers);
                await first.ReportAsync("""{"a":1}""");
                await emulator.KillAsync();
            }

            await using IotEmulator restarted = await IotEmulator.StartAsync(options, Cancellation);
            await using MqttIdentity second = await MqttIdentity.ConnectAsync(restarted, isClean: false);

            Assert.True(second.IsSessionPresent);
            Assert.Equal("""{"a":1,"$version":2}""", (await second.GetTwinAsync())["reported"]!.ToJsonString());
        }
        finally
        {
            foreach (string left in Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(file)}*"))
            {
                File.Delete(left);
            }
        }
    }

    [Theory]
    [InlineData("#")]
    [InlineData("devices/#")]
    [InlineData("devices/other/messages/devicebound/#")]
    [InlineData("devices/d/modules/m/#")]
    [InlineData("$iothub/twin/#")]
    public async Task A_filter_that_is_not_allowed_closes_the_connection(string filter)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);

        await Record.ExceptionAsync(() => identity.SubscribeAsync(Answers, filter));

        await identity.Closed;
    }

    [Fact]
    public async Task Quality_of_service_2_is_granted_as_1_and_0_as_0()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator, "d", "m");
        MQTTnet.MqttClientSubscribeOptions options = new MQTTnet.MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter("devices/d/modules/m/#", MQTTnet.Protocol.MqttQualityOfServiceLevel.ExactlyOnce)
            .WithTopicFilter("$iothub/methods/POST/#", MQTTnet.Protocol.MqttQualityOfServiceLevel.AtMostOnce)
            .Build();

        MQTTnet.MqttClientSubscribeResult result = await identity.Mqtt.SubscribeAsync(options, Cancellation);

        Assert.Equal([1, 0], result.Items.Select(item => (int)item.ResultCode));
    }
}
