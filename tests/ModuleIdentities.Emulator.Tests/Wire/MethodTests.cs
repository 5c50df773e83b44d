using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class MethodTests
{
    private const string Filter = "$iothub/methods/POST/#";
    private const string Version = "?api-version=2021-04-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("d", null, "/twins/d/methods")]
    [InlineData("d", "m", "/twins/d/modules/m/methods")]
    public async Task A_call_of_the_service_reaches_the_device_and_its_answer_comes_back(string deviceId, string? moduleId, string target)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator, deviceId, moduleId);
        await identity.SubscribeAsync(Filter);
        using HttpClient http = emulator.Http();

        Task<(int Status, string?, JsonNode? Body, HttpResponseMessage)> calling = http.SendAsync(
            "POST", target + Version, Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "service"),
            """{"methodName":"comp*reboot","payload":{"delay":3},"responseTimeoutInSeconds":60}""");
        (string topic, string body, int quality) = await identity.ReceiveAsync();
        Assert.Matches(@"^\$iothub/methods/POST/comp\*reboot/\?\$rid=[0-9a-f]+$", topic);
        Assert.Equal(("""{"delay":3}""", 0), (body, quality));
        await identity.PublishAsync($"$iothub/methods/res/207/?$rid={topic.Split("$rid=")[1]}", """{"ok":true}""");

        (int status, _, JsonNode? answer, _) = await calling;
        Assert.Equal(200, status);
        Assert.Equal("""{"status":207,"payload":{"ok":true}}""", answer!.ToJsonString());
    }

    [Fact]
    public async Task A_payload_left_out_is_null_both_ways()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Filter);

        Task<DirectMethodResult> calling = emulator.Devices["d"].InvokeMethodAsync("x", cancellationToken: Cancellation);
        (string topic, string body, _) = await identity.ReceiveAsync();
        Assert.Equal("null", body);
        await identity.PublishAsync($"$iothub/methods/res/200/?$rid={topic.Split("$rid=")[1]}", "", 0);

        Assert.Equal(new DirectMethodResult(200, null), await calling);
    }

    [Fact]
    public async Task Who_is_not_connected_or_not_subscribed_is_not_online()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        using HttpClient http = emulator.Http();

        (int status, string? error, JsonNode? body, _) = await http.SendAsync("POST", $"/twins/d/methods{Version}", Client.Owner(), """{"methodName":"x"}""");
        await using MqttIdentity identity = await MqttIdentity.ConnectAsync(emulator);
        HubRefusedException refusal = await Assert.ThrowsAsync<HubRefusedException>(
            () => emulator.Devices["d"].InvokeMethodAsync("x", cancellationToken: Cancellation));

        Assert.Equal((404, "DeviceNotOnline"), (status, error));
        Assert.Contains("404103", (string)body!["Message"]!, StringComparison.Ordinal);
        Assert.Equal(HubErrorCode.DeviceNotOnline, refusal.Code);
    }

    [Fact]
    public async Task A_connect_time_out_waits_for_the_subscription()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);

        Task<DirectMethodResult> late = emulator.Devices["d"].InvokeMethodAsync("x", connectTimeout: TimeSpan.FromSeconds(5), cancellationToken: Cancellation);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HubErrorCode.DeviceNotOnline, (await Assert.ThrowsAsync<HubRefusedException>(() => late)).Code);

        Task<DirectMethodResult> calling = emulator.Devices["d"].InvokeMethodAsync("x", connectTimeout: TimeSpan.FromSeconds(5), cancellationToken: Cancellation);
        await identity.SubscribeAsync(Filter);
        string requestId = (await identity.ReceiveAsync()).Topic.Split("$rid=")[1];
        await identity.PublishAsync($"$iothub/methods/res/200/?$rid={requestId}");
        Assert.Equal(200, (await calling).Status);
    }

    [Fact]
    public async Task No_answer_in_time_is_504_and_a_late_one_is_dropped()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Filter);

        Task<DirectMethodResult> calling = emulator.Devices["d"].InvokeMethodAsync("x", cancellationToken: Cancellation);
        string requestId = (await identity.ReceiveAsync()).Topic.Split("$rid=")[1];
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HubErrorCode.GatewayTimeout, (await Assert.ThrowsAsync<HubRefusedException>(() => calling)).Code);

        await identity.PublishAsync($"$iothub/methods/res/200/?$rid={requestId}");
        Assert.True(identity.Mqtt.IsConnected);
    }

    [Fact]
    public async Task A_device_that_goes_away_ends_the_call()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync(Filter);

        Task<DirectMethodResult> calling = emulator.Devices["d"].InvokeMethodAsync("x", cancellationToken: Cancellation);
        await identity.ReceiveAsync();
        await identity.DisposeAsync();

        Assert.Equal(HubErrorCode.DeviceConnectionClosedRemotely, (await Assert.ThrowsAsync<HubRefusedException>(() => calling)).Code);
    }

    [Theory]
    [InlineData("d", """{"payload":1}""", 400, "ArgumentInvalid")]
    [InlineData("d", """{"methodName":"x","responseTimeoutInSeconds":4}""", 400, "ArgumentInvalid")]
    [InlineData("d", """{"methodName":"x","responseTimeoutInSeconds":301}""", 400, "ArgumentInvalid")]
    [InlineData("d", """{"methodName":"x","responseTimeoutInSeconds":10,"connectTimeoutInSeconds":11}""", 400, "ArgumentInvalid")]
    [InlineData("d", "no json", 400, "IotHubFormatError")]
    [InlineData("other", """{"methodName":"x"}""", 404, "DeviceNotFound")]
    [InlineData("d/modules/other", """{"methodName":"x"}""", 404, "DeviceNotFound")]
    public async Task A_wrong_call_is_refused(string target, string body, int expectedStatus, string expectedError)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        using HttpClient http = emulator.Http();

        (int status, string? error, _, _) = await http.SendAsync("POST", $"/twins/{target}/methods{Version}", Client.Owner(), body);

        Assert.Equal((expectedStatus, expectedError), (status, error));
    }
}
