using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Faults;

/// <summary>Faults of single messages over MQTT, and of the link below a WebSocket.</summary>
public sealed class MessageFaultTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private IotEmulator _emulator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = _time }, Cancellation);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task A_desired_change_is_sent_twice()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        await device.SubscribeAsync("$iothub/twin/PATCH/properties/desired/#");
        using FaultHandle fault = _emulator.Faults.Add(Fault.Duplicate(EmulatorOperations.DesiredChange) with { Times = 1 });

        await _emulator.Devices["d"].Twin.UpdateDesiredAsync("""{"a":1}""", Cancellation);
        await _emulator.Devices["d"].Twin.UpdateDesiredAsync("""{"a":2}""", Cancellation);

        Assert.Equal([2, 2, 3], await VersionsAsync(device, 3));
        Assert.Equal(1, fault.Hits);
    }

    [Fact]
    public async Task Two_desired_changes_come_in_the_wrong_order()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        await device.SubscribeAsync("$iothub/twin/PATCH/properties/desired/#");
        using FaultHandle fault = _emulator.Faults.Add(Fault.Swap(EmulatorOperations.DesiredChange));

        for (int i = 1; i <= 4; i++)
        {
            await _emulator.Devices["d"].Twin.UpdateDesiredAsync($$"""{"a":{{i}}}""", Cancellation);
        }

        Assert.Equal([3, 2, 5, 4], await VersionsAsync(device, 4));
    }

    [Fact]
    public async Task A_direct_method_is_called_twice_and_the_second_answer_is_dropped()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        await device.SubscribeAsync("$iothub/methods/POST/#");
        using FaultHandle fault = _emulator.Faults.Add(Fault.Duplicate(EmulatorOperations.InvokeMethod));

        Task<DirectMethodResult> call = _emulator.Devices["d"].InvokeMethodAsync("m", cancellationToken: Cancellation);
        string first = (await device.ReceiveAsync()).Topic;
        Assert.Equal(first, (await device.ReceiveAsync()).Topic);
        await device.PublishAsync($"$iothub/methods/res/200/{first[first.IndexOf('?', StringComparison.Ordinal)..]}", "1");
        await device.PublishAsync($"$iothub/methods/res/500/{first[first.IndexOf('?', StringComparison.Ordinal)..]}", "2");

        Assert.Equal(200, (await call).Status);
    }

    [Theory]
    [InlineData(429, 429001)]
    [InlineData(500, 500001)]
    [InlineData(503, 503001)]
    public async Task Twins_are_refused_over_MQTT_with_the_error_of_the_hub(int status, int number)
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator);
        await device.SubscribeAsync("$iothub/twin/res/#");
        using FaultHandle fault = _emulator.Faults.Add(Fault.Refuse(status) with { Operations = EmulatorOperations.ReadTwin | EmulatorOperations.UpdateTwin, Times = 2 });

        Assert.Equal((status, number), await device.ReportAsync("""{"a":1}"""));
        await device.PublishAsync("$iothub/twin/GET/?$rid=2", " ", 0);
        (string topic, string body, _) = await device.ReceiveAsync();
        Assert.Equal($"$iothub/twin/res/{status}/?$rid=2", topic);
        Assert.Equal(number, (int)JsonNode.Parse(body)!["errorCode"]!);
        Assert.Equal((204, 2), await device.ReportAsync("""{"a":1}"""));
        Assert.Equal(1, (int)(await device.GetTwinAsync())["reported"]!["a"]!);
    }

    [Fact]
    public async Task Messages_that_are_beyond_the_quota_for_a_while_are_not_acknowledged_and_the_link_stays()
    {
        using DeviceLink link = await DeviceLink.ConnectAsync(_emulator);
        _ = link.SendAsync("AzIoTHub_FaultOperationType=InvokeMaxMessageQuota&AzIoTHub_FaultOperationDelayInSecs=0&AzIoTHub_FaultOperationDurationInSecs=5");
        await link.PingAsync();

        Task lost = link.SendAsync();
        await link.PingAsync();
        Assert.False(lost.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await link.SendAsync();

        Assert.False(lost.IsCompleted);
        Assert.Equal(1, _emulator.Messages.Count);
    }

    [Fact]
    public async Task A_WebSocket_that_is_half_open_tells_the_client_nothing_until_the_fault_is_removed()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(_emulator, configure: OverWebSocket);
        await device.PublishAsync("devices/d/messages/events/", "before");
        FaultHandle fault = _emulator.Faults.Add(Fault.HalfOpen() with { DeviceId = "d" });
        await fault.HitAsync(cancellationToken: Cancellation);

        Task unanswered = device.Mqtt.PingAsync(Cancellation);
        await using MqttIdentity other = await MqttIdentity.AddAsync(_emulator, "other", configure: OverWebSocket);
        await other.PublishAsync("devices/other/messages/events/", "elsewhere");
        Assert.False(unanswered.IsCompleted);
        Assert.False(device.Closed.IsCompleted);
        Assert.False(_emulator.Devices["d"].IsConnected);

        fault.Dispose();
        await device.Closed;
        await Assert.ThrowsAnyAsync<Exception>(() => unanswered);
        Assert.Equal(2, _emulator.Messages.Count);
    }

    private static async Task<List<int>> VersionsAsync(MqttIdentity device, int count)
    {
        List<int> versions = [];
        while (versions.Count < count)
        {
            versions.Add((int)JsonNode.Parse((await device.ReceiveAsync()).Body)!["$version"]!);
        }

        return versions;
    }

    private void OverWebSocket(MqttClientOptionsBuilder options) => options
        .WithWebSocketServer(server => server.WithUri($"wss://127.0.0.1:{_emulator.HttpsPort}/$iothub/websocket"));
}
