using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Limits;

/// <summary>The throttles of a hub, as a client over MQTT meets them.</summary>
public sealed class MqttLimitTests : IAsyncLifetime
{
    private const string Events = "devices/d/messages/events/";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private IotEmulator _emulator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HubLimits Limits => _emulator.Hubs[0].Limits;

    public async ValueTask InitializeAsync() =>
        _emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = _time, HubScale = new HubScale(HubSku.S1) }, Cancellation);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task The_101st_connection_within_a_second_is_refused_with_CONNACK_3()
    {
        string key = Client.KeyOf(await _emulator.Devices.AddAsync("d", Cancellation));
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(key));
        }

        Assert.Equal(MqttClientConnectResultCode.ServerUnavailable, await ConnectAsync(key));
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAsync(IotEmulator.DevelopmentKey));
        Assert.Equal(new ThrottleCounts(100, 0, 1), Limits[HubThrottle.Connections]);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(key));
    }

    [Fact]
    public async Task Twins_answer_429_with_the_error_of_the_hub()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        await device.SubscribeAsync("$iothub/twin/res/#");
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal((204, i + 2), await device.ReportAsync("""{"a":1}"""));
        }

        Assert.Equal((429, 429001), await device.ReportAsync("""{"a":1}"""));
        for (int i = 0; i < 100; i++)
        {
            await device.GetTwinAsync();
        }

        await device.PublishAsync("$iothub/twin/GET/?$rid=7", " ", 0);
        (string topic, string body, _) = await device.ReceiveAsync();
        Assert.Equal("$iothub/twin/res/429/?$rid=7", topic);
        Assert.Equal(429001, (int)JsonNode.Parse(body)!["errorCode"]!);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(204, (await device.ReportAsync("""{"a":1}""")).Status);
    }

    [Fact]
    public async Task Telemetry_that_comes_too_soon_is_acknowledged_when_it_is_its_turn()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        for (int i = 0; i < 100; i++)
        {
            await device.PublishAsync(Events, "x");
        }

        Task late = device.PublishAsync(Events, "late");
        Task later = device.PublishAsync(Events, "later");
        while (Limits[HubThrottle.Telemetry].Delayed < 2)
        {
            await Task.Yield();
        }

        Assert.False(late.IsCompleted);
        Assert.Equal(100, _emulator.Messages.Count);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await late;
        Assert.False(later.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await later;
        Assert.Equal(["late", "later"], _emulator.Messages.Snapshot().Skip(100).Select(message => System.Text.Encoding.UTF8.GetString(message.Body.Span)));
        Assert.True(device.Mqtt.IsConnected);
    }

    [Fact]
    public async Task Telemetry_that_waits_for_its_turn_stays_in_front_when_the_hub_is_scaled()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        Limits.Scale = new HubScale(HubSku.S1);
        List<Task> sent = [.. Enumerable.Range(0, 101).Select(i => device.PublishAsync(Events, $"{i}"))];
        while (Limits[HubThrottle.Telemetry].Delayed < 1)
        {
            await Task.Yield();
        }

        Limits.Scale = null;
        sent.Add(device.PublishAsync(Events, "101"));
        while (Limits[HubThrottle.Telemetry].Admitted < 102)
        {
            await Task.Yield();
        }

        Assert.Equal(100, _emulator.Messages.Count);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await Task.WhenAll(sent);
        Assert.Equal(
            Enumerable.Range(0, 102).Select(i => $"{i}"),
            _emulator.Messages.Snapshot().Select(message => System.Text.Encoding.UTF8.GetString(message.Body.Span)));
    }

    [Fact]
    public async Task Telemetry_beyond_the_messages_of_the_day_is_not_acknowledged_and_leaves_the_connection_open()
    {
        Limits.Scale = new HubScale(HubSku.F1);
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        await device.SubscribeAsync("$iothub/twin/res/#");
        for (int i = 0; i < 20; i++)
        {
            await device.PublishAsync(Events, new string('x', 400 * 512));
        }

        Task never = device.PublishAsync(Events, "x");
        Assert.Equal((403, 403002), await device.ReportAsync("""{"a":1}"""));

        Assert.False(never.IsCompleted);
        Assert.Equal(20, _emulator.Messages.Count);
        Assert.True(device.Mqtt.IsConnected);
        _time.Advance(TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_waits_for_its_turn_is_refused_when_its_identity_has_gone(bool isMadeAgain)
    {
        Limits.Scale = new HubScale(HubSku.S1) { LongestDelay = TimeSpan.FromMinutes(1) };
        string key = Client.KeyOf(await _emulator.Devices.AddAsync("d", Cancellation));
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(key));
        }

        Task<MqttClientConnectResultCode> late = ConnectAsync(key);
        while (Limits[HubThrottle.Connections].Delayed < 1)
        {
            await Task.Yield();
        }

        await _emulator.Devices.RemoveAsync("d", Cancellation);
        if (isMadeAgain)
        {
            await _emulator.Devices.AddAsync("d", Cancellation);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<MQTTnet.Exceptions.MqttCommunicationException>(() => late);
        await using MqttIdentity again = await MqttIdentity.AddAsync(_emulator);
    }

    private async Task<MqttClientConnectResultCode> ConnectAsync(string key)
    {
        string token = Client.Token("127.0.0.1/devices/d", key, _time.GetUtcNow().AddHours(1));
        (IMqttClient client, MqttClientConnectResultCode code) = await _emulator.ConnectAsync("d", "127.0.0.1/d/?api-version=2021-04-12", token);
        client.Dispose();
        return code;
    }
}
