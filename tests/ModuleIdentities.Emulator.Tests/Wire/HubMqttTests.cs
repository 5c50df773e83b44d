using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class HubMqttTests
{
    private const string Host = "127.0.0.1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1/d/?api-version=2021-04-12&DeviceClientType=x")]
    [InlineData("127.0.0.1/d/?model-id=dtmi:a:b;1&api-version=2020-09-30")]
    [InlineData("127.0.0.1/d/")]
    [InlineData("127.0.0.1/d")]
    public async Task A_device_connects_with_every_form_of_its_user_name_and_is_heard(string userName)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));

        (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync("d", userName, Client.Token($"{Host}/devices/d", key));
        using IMqttClient device = client;
        await device.PublishStringAsync(
            "devices/d/messages/events/%24.ct=application%2Fjson&%24.mid=1&alarm=too%20hot&empty=&none/", "{}", MqttQualityOfServiceLevel.AtLeastOnce, retain: true, cancellationToken: Cancellation);

        Assert.Equal(MqttClientConnectResultCode.Success, code);
        ReceivedMessage received = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal(("application/json", "1", "d"), (received.SystemProperties["content-type"], received.SystemProperties["message-id"], received.DeviceId));
        Assert.Null(received.ModuleId);
        Assert.Equal(
            new Dictionary<string, string> { ["alarm"] = "too hot", ["empty"] = "", ["none"] = "", ["mqtt-retain"] = "true" }, received.Properties);
    }

    [Theory]
    [InlineData("d", "127.0.0.1/d/?api-version=x", "no token", MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData("d", "127.0.0.1/d/?api-version=x", null, MqttClientConnectResultCode.NotAuthorized)]
    [InlineData("d", "nonsense", "{token}", MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData("e", "127.0.0.1/d/?api-version=x", "{token}", MqttClientConnectResultCode.ClientIdentifierNotValid)]
    [InlineData("d", "other.example/d/?api-version=x", "{token}", MqttClientConnectResultCode.NotAuthorized)]
    [InlineData("none", "127.0.0.1/none/?api-version=x", "{token}", MqttClientConnectResultCode.NotAuthorized)]
    [InlineData("d", "127.0.0.1/d/?api-version=x", "{wrong}", MqttClientConnectResultCode.NotAuthorized)]
    [InlineData("d", "127.0.0.1/d/?api-version=x", "{expired}", MqttClientConnectResultCode.NotAuthorized)]
    public async Task A_refusal_has_the_code_that_the_hub_gives(string clientId, string userName, string? password, MqttClientConnectResultCode expected)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        password = password?
            .Replace("{token}", Client.Token($"{Host}/devices/d", key), StringComparison.Ordinal)
            .Replace("{wrong}", Client.Token($"{Host}/devices/d", IotEmulator.DevelopmentKey), StringComparison.Ordinal)
            .Replace("{expired}", Client.Token($"{Host}/devices/d", key, DateTimeOffset.UtcNow.AddMinutes(-6)), StringComparison.Ordinal);

        (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync(clientId, userName, password);

        client.Dispose();
        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task A_second_connection_takes_over_from_the_first()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        (IMqttClient first, Task closed) = await ConnectDeviceAsync(emulator);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("e", Cancellation));
        (IMqttClient other, _) = await emulator.ConnectAsync("e", $"{Host}/e", Client.Token($"{Host}/devices/e", key));

        (IMqttClient second, MqttClientConnectResultCode code) = await emulator.ConnectAsync("d", $"{Host}/d", Client.Token($"{Host}", IotEmulator.DevelopmentKey, keyName: "device"));
        await closed.WaitAsync(Cancellation);

        Assert.Equal(MqttClientConnectResultCode.Success, code);
        Assert.True(second.IsConnected);
        Assert.True(other.IsConnected);
        first.Dispose();
        second.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData("devices/other/messages/events/", MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData("devices/d/modules/m/messages/events/", MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData("$dps/registrations/PUT/iotdps-register/?$rid=1", MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData("anything", MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData("devices/d/messages/events/", MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task A_violation_closes_the_connection(string topic, MqttQualityOfServiceLevel quality)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        (IMqttClient client, Task closed) = await ConnectDeviceAsync(emulator);
        using IMqttClient device = client;

        await Record.ExceptionAsync(() => device.PublishStringAsync(topic, "{}", quality, cancellationToken: Cancellation));
        await closed.WaitAsync(Cancellation);

        Assert.Equal(0, emulator.Messages.Count);
    }

    [Fact]
    public async Task A_deleted_device_is_disconnected()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        (IMqttClient client, Task closed) = await ConnectDeviceAsync(emulator);
        using IMqttClient device = client;

        await emulator.Devices.RemoveAsync("d", Cancellation);

        await closed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_token_that_expires_ends_the_connection()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        (IMqttClient client, Task closed) = await ConnectDeviceAsync(emulator);
        using IMqttClient device = client;

        time.Advance(TimeSpan.FromMinutes(69));
        Assert.True(device.IsConnected);
        time.Advance(TimeSpan.FromMinutes(2));

        await closed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task MQTT_5_is_refused()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        Exception? exception = await Record.ExceptionAsync(async () =>
        {
            (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync("d", $"{Host}/d", "x", MqttProtocolVersion.V500);
            client.Dispose();
            Assert.NotEqual(MqttClientConnectResultCode.Success, code);
        });

        Assert.True(exception is null or MQTTnet.Adapter.MqttConnectingFailedException, exception?.ToString());
    }

    private static async Task<(IMqttClient Client, Task Closed)> ConnectDeviceAsync(IotEmulator emulator)
    {
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync("d", $"{Host}/d", Client.Token($"{Host}/devices/d", key));
        Assert.Equal(MqttClientConnectResultCode.Success, code);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        return (client, closed.Task);
    }
}
