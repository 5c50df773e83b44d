using Microsoft.Extensions.Time.Testing;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Faults;

/// <summary>The fault messages of Microsoft's end-to-end tests.</summary>
public sealed class FaultMessageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Bag(string type, int delay = 1, int duration = 5) =>
        $"AzIoTHub_FaultOperationType={type}&AzIoTHub_FaultOperationCloseReason=boom"
        + $"&AzIoTHub_FaultOperationDelayInSecs={delay}&AzIoTHub_FaultOperationDurationInSecs={duration}";

    [Theory]
    [InlineData("KillTcp")]
    [InlineData("ShutDownMqtt")]
    [InlineData("KillAmqpConnection")]
    public async Task The_link_is_dropped_after_the_delay_and_the_message_is_no_telemetry(string type)
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        using DeviceLink other = await DeviceLink.ConnectAsync(emulator, "other");

        Task unacknowledged = link.SendAsync(Bag(type));
        await link.SendAsync();
        Assert.False(unacknowledged.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        await link.Closed;
        await other.SendAsync();
        Assert.Equal(2, emulator.Messages.Count);
        await Assert.ThrowsAnyAsync<Exception>(() => unacknowledged);
    }

    [Fact]
    public async Task Connects_are_refused_for_the_duration_of_an_authentication_error()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);

        Task unacknowledged = link.SendAsync(Bag("InvokeAuthError"));
        await link.SendAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await link.Closed;
        await Assert.ThrowsAnyAsync<Exception>(() => unacknowledged);

        using DeviceLink refused = await DeviceLink.ConnectAsync(emulator);
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, refused.Code);
        time.Advance(TimeSpan.FromSeconds(5));
        using DeviceLink accepted = await DeviceLink.ConnectAsync(emulator);
        Assert.Equal(MqttClientConnectResultCode.Success, accepted.Code);
    }

    [Fact]
    public async Task Acknowledgements_wait_for_the_end_of_a_throttling()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        _ = link.SendAsync(Bag("InvokeThrottling", delay: 0));
        await link.PingAsync();

        Task throttled = link.SendAsync();
        await link.PingAsync();
        Assert.False(throttled.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));

        await throttled;
        Assert.Equal(1, emulator.Messages.Count);
    }

    [Fact]
    public async Task A_fault_message_that_comes_again_is_acknowledged_and_asks_for_nothing()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using DeviceLink link = await DeviceLink.ConnectAsync(emulator);
        string bag = $"%24.mid=1&{Bag("KillTcp", delay: 60)}";
        _ = link.SendAsync(bag);

        await link.SendAsync(bag);

        Assert.Single(emulator.Faults.Handles);
        Assert.Equal(0, emulator.Messages.Count);
    }
}
