using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class CloudToDeviceTests
{
    private const string Filter = "devices/d/messages/devicebound/#";
    private const string Version = "?api-version=2020-03-13";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Filter)]
    [InlineData("devices/+/messages/devicebound/#")]
    public async Task A_message_comes_with_encoded_keys_and_its_acknowledgement_completes_it(string filter)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity device = await MqttIdentity.AddAsync(emulator);
        await device.SubscribeAsync(filter);

        CloudToDeviceMessage message = new("on")
        {
            MessageId = "7",
            ContentType = "text/plain",
            Feedback = FeedbackRequest.Full,
            Properties = new Dictionary<string, string> { ["a b"] = "c&d=e" },
        };
        await emulator.Devices["d"].SendAsync(message, Cancellation);
        MessageFeedback feedback = await emulator.Hubs[0].Feedback.FirstAsync(cancellationToken: Cancellation);

        Assert.Equal(
            ("devices/d/messages/devicebound/%24.to=%2Fdevices%2Fd%2Fmessages%2FdeviceBound&%24.mid=7&%24.ct=text%2Fplain&iothub-ack=full&a%20b=c%26d%3De", "on", 1),
            await device.ReceiveAsync());
        Assert.Equal(("7", "d", FeedbackStatus.Success), (feedback.MessageId, feedback.DeviceId, feedback.Status));
        Assert.Equal(0, emulator.Devices["d"].QueuedMessages);
    }

    [Fact]
    public async Task Messages_wait_for_a_persistent_session_and_come_in_order()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        MqttIdentity first = await MqttIdentity.AddAsync(emulator, isClean: false);
        await first.SubscribeAsync(Filter);
        await first.DisposeAsync();
        for (int i = 0; i < 50; i++)
        {
            await emulator.Devices["d"].SendAsync(new CloudToDeviceMessage($"{i}"), Cancellation);
        }

        HubRefusedException refusal = await Assert.ThrowsAsync<HubRefusedException>(
            () => emulator.Devices["d"].SendAsync(new CloudToDeviceMessage("51"), Cancellation));
        Assert.Equal(HubErrorCode.DeviceMaximumQueueDepthExceeded, refusal.Code);
        await using MqttIdentity second = await MqttIdentity.ConnectAsync(emulator, isClean: false);

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal($"{i}", (await second.ReceiveAsync()).Body);
        }
    }

    [Fact]
    public async Task A_message_that_was_not_acknowledged_comes_again_after_a_restart()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        IotEmulatorOptions options = new() { StateFile = file };
        try
        {
            await using (IotEmulator emulator = await IotEmulator.StartAsync(options, Cancellation))
            {
                await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", 60);
                await raw.SubscribeAsync(Filter);
                await emulator.Devices["d"].SendAsync(new CloudToDeviceMessage("once more"), Cancellation);
                await raw.ReceiveAsync();
                await emulator.KillAsync();
            }

            await using IotEmulator restarted = await IotEmulator.StartAsync(options, Cancellation);
            await using MqttIdentity again = await MqttIdentity.ConnectAsync(restarted);
            await again.SubscribeAsync(Filter);

            Assert.Equal("once more", (await again.ReceiveAsync()).Body);
        }
        finally
        {
            foreach (string left in Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(file)}*"))
            {
                File.Delete(left);
            }
        }
    }

    [Fact]
    public async Task A_message_that_is_too_old_is_told_and_gone()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);

        await emulator.Devices["d"].SendAsync(
            new CloudToDeviceMessage("x") { MessageId = "1", Feedback = FeedbackRequest.Negative, TimeToLive = TimeSpan.FromMinutes(5) }, Cancellation);
        time.Advance(TimeSpan.FromMinutes(6));

        MessageFeedback feedback = await emulator.Hubs[0].Feedback.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal(("1", FeedbackStatus.Expired), (feedback.MessageId, feedback.Status));
        Assert.Equal(0, emulator.Devices["d"].QueuedMessages);
    }

    [Fact]
    public async Task Over_HTTPS_a_message_is_fetched_given_back_rejected_and_completed()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string token = Client.Token("127.0.0.1/devices/d", Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation)));
        using HttpClient http = emulator.Http();
        const string Box = "/devices/d/messages/deviceBound";
        Assert.Equal(204, (await http.SendAsync("GET", Box + Version, token)).Status);
        await emulator.Devices["d"].SendAsync(new CloudToDeviceMessage("1") { MessageId = "a", Feedback = FeedbackRequest.Full }, Cancellation);
        await emulator.Devices["d"].SendAsync(new CloudToDeviceMessage("2"), Cancellation);

        async Task<(string Lock, string Body, string Deliveries)> FetchAsync()
        {
            (int status, _, System.Text.Json.Nodes.JsonNode? body, HttpResponseMessage response) = await http.SendAsync("GET", Box + Version, token);
            Assert.Equal(200, status);
            return (response.Headers.ETag!.Tag.Trim('"'), body!.ToJsonString(), response.Headers.GetValues("iothub-deliverycount").Single());
        }

        (string first, string body, _) = await FetchAsync();
        (string second, string other, _) = await FetchAsync();
        Assert.Equal(("1", "2"), (body, other));
        Assert.Equal(204, (await http.SendAsync("GET", Box + Version, token)).Status);
        Assert.Equal(204, (await http.SendAsync("POST", $"{Box}/{first}/abandon{Version}", token)).Status);
        Assert.Equal((412, "DeviceMessageLockLost"), Outcome(await http.SendAsync("DELETE", $"{Box}/{first}{Version}", token)));
        (string again, _, string deliveries) = await FetchAsync();
        Assert.Equal("1", deliveries);
        Assert.Equal(204, (await http.SendAsync("DELETE", $"{Box}/{again}{Version}&reject", token)).Status);
        Assert.Equal(204, (await http.SendAsync("DELETE", $"{Box}/{second}{Version}", token)).Status);

        Assert.Equal(FeedbackStatus.Rejected, (await emulator.Hubs[0].Feedback.FirstAsync(cancellationToken: Cancellation)).Status);
        Assert.Equal(0, emulator.Devices["d"].QueuedMessages);
    }

    [Fact]
    public async Task A_queue_is_counted_and_purged()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        await emulator.Devices["d"].SendAsync(new CloudToDeviceMessage("1"), Cancellation);
        using HttpClient http = emulator.Http();

        (_, _, System.Text.Json.Nodes.JsonNode? device, _) = await http.SendAsync("GET", $"/devices/d{Version}", Client.Owner());
        (_, _, System.Text.Json.Nodes.JsonNode? found, _) = await http.SendAsync(
            "POST", $"/devices/query{Version}", Client.Owner(), """{"query":"SELECT cloudToDeviceMessageCount FROM devices WHERE cloudToDeviceMessageCount = 1"}""");
        (_, _, System.Text.Json.Nodes.JsonNode? purged, _) = await http.SendAsync("DELETE", $"/devices/d/commands{Version}", Client.Owner());

        Assert.Equal("""[{"cloudToDeviceMessageCount":1}]""", found!.ToJsonString());
        Assert.Equal((1, 1), ((int)device!["cloudToDeviceMessageCount"]!, (int)purged!["totalMessagesPurged"]!));
        Assert.Equal(0, emulator.Devices["d"].QueuedMessages);
    }

    [Theory]
    [InlineData("devices/d/modules/m/#")]
    [InlineData("devices/d/modules/m/inputs/#")]
    public async Task An_input_of_a_module_is_reached(string filter)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity module = await MqttIdentity.AddAsync(emulator, "d", "m");
        Assert.Equal(
            HubErrorCode.DeviceNotOnline,
            (await Assert.ThrowsAsync<HubRefusedException>(() => emulator.Devices["d", "m"].SendInputAsync("in", "1"u8.ToArray(), cancellationToken: Cancellation))).Code);
        await module.SubscribeAsync(filter);

        Task acknowledged = emulator.Devices["d", "m"].SendInputAsync("in", "1"u8.ToArray(), new Dictionary<string, string> { ["k"] = "v" }, Cancellation);

        Assert.Equal(("devices/d/modules/m/inputs/in/%24.cdid=d&k=v", "1", 1), await module.ReceiveAsync());
        await acknowledged;
    }

    private static (int, string?) Outcome((int Status, string? Error, System.Text.Json.Nodes.JsonNode?, HttpResponseMessage) answer) => (answer.Status, answer.Error);
}
