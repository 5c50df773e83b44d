using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class MqttProtocolTests
{
    private const string Events = "devices/d/messages/events/";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x30, 0x02, 0x00, 0x00 })]
    [InlineData(new byte[] { 0x10, 0x02, 0x00, 0x04 })]
    [InlineData(new byte[] { 0x00, 0x00 })]
    public async Task Who_does_not_begin_with_a_CONNECT_of_a_sensible_size_is_dropped(byte[] bytes)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using RawMqtt raw = await RawMqtt.OpenAsync(emulator);

        await raw.SendBytesAsync(bytes);

        Assert.Null(await raw.ReceiveAsync());
    }

    [Theory]
    [InlineData(new byte[] { 0x32, 0xFF, 0xFF, 0xFF, 0x7F })] // a PUBLISH that claims 256 MB
    [InlineData(new byte[] { 0x10, 0x00 })] // a second CONNECT
    [InlineData(new byte[] { 0x36, 0x00 })] // QoS 3
    [InlineData(new byte[] { 0x82, 0x02, 0x00, 0x01 })] // a SUBSCRIBE without a filter
    [InlineData(new byte[] { 0x20, 0x02, 0x00, 0x00 })] // a CONNACK
    public async Task What_is_no_proper_packet_closes_the_connection(byte[] bytes)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", 60);

        await raw.SendBytesAsync(bytes);

        Assert.Null(await raw.ReceiveAsync());
    }

    [Theory]
    [InlineData(262_144, true)]
    [InlineData(262_145, false)]
    public async Task A_message_of_256_KiB_is_the_largest(int size, bool isTaken)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", 60);

        await raw.PublishAsync(Events, new string('x', size), 9);

        Assert.Equal(isTaken ? [0x40, 0, 9] : null, await raw.ReceiveAsync());
        Assert.Equal(isTaken ? 1 : 0, emulator.Messages.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_messages_at_once_are_acknowledged_in_order_and_kept_in_order(bool isDurable)
    {
        const int Count = 2000;
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        try
        {
            await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { StateFile = isDurable ? file : null }, Cancellation);
            await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", 60);
            byte[] packets = [.. Enumerable.Range(1, Count).SelectMany(i =>
            {
                byte[] body = [.. RawMqtt.Text(Events), (byte)(i >> 8), (byte)i, .. Encoding.UTF8.GetBytes($"{i}")];
                return (byte[])[0x32, .. RawMqtt.Length(body.Length), .. body];
            })];

            Task sending = raw.SendBytesAsync(packets);
            for (int i = 1; i <= Count; i++)
            {
                Assert.Equal([0x40, (byte)(i >> 8), (byte)i], await raw.ReceiveAsync());
            }

            await sending;
            Assert.Equal(
                Enumerable.Range(1, Count).Select(i => $"{i}"), emulator.Messages.Snapshot().Select(message => Encoding.UTF8.GetString(message.Body.Span)));
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
    public async Task The_acknowledgement_of_a_twin_request_comes_before_its_answer()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", 60);
        await raw.SubscribeAsync("$iothub/twin/res/#");

        await raw.PublishAsync(Events, "1", 1);
        await raw.PublishAsync("$iothub/twin/PATCH/properties/reported/?$rid=x", "{}", 2);
        await raw.PublishAsync(Events, "2", 3);

        Assert.Equal([0x40, 0, 1], await raw.ReceiveAsync());
        Assert.Equal([0x40, 0, 2], await raw.ReceiveAsync());
        byte[]? answer = await raw.ReceiveAsync();
        Assert.Equal("$iothub/twin/res/204/?$rid=x&$version=2", Encoding.UTF8.GetString(answer!.AsSpan(3)));
        Assert.Equal([0x40, 0, 3], await raw.ReceiveAsync());
    }

    [Theory]
    [InlineData(10, 15)]
    [InlineData(0, 1767)]
    [InlineData(3600, 1767)]
    public async Task Silence_of_one_and_a_half_keep_alives_ends_the_connection(int keepAlive, int seconds)
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", keepAlive);
        await raw.SendBytesAsync([0xC0, 0x00]);
        Assert.Equal([0xD0], await raw.ReceiveAsync());
        time.Advance(TimeSpan.FromSeconds(1));

        for (int i = 0; i < seconds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(emulator.Devices["d"].IsConnected);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await raw.ReceiveAsync());
    }

    [Fact]
    public async Task A_jump_of_the_clock_is_no_silence()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", 10);

        time.Advance(TimeSpan.FromHours(1));
        await raw.SendBytesAsync([0xC0, 0x00]);

        Assert.Equal([0xD0], await raw.ReceiveAsync());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task The_last_will_is_a_message_unless_the_client_said_goodbye(bool saysGoodbye, bool isSent)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using (RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", 60, ($"{Events}a=b", "bye", true)))
        {
            if (saysGoodbye)
            {
                await raw.SendBytesAsync([0xE0, 0x00]);
                Assert.Null(await raw.ReceiveAsync());
            }
        }

        if (isSent)
        {
            ReceivedMessage will = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
            Assert.Equal("bye", Encoding.UTF8.GetString(will.Body.Span));
            Assert.Equal(
                new Dictionary<string, string> { ["a"] = "b", ["mqtt-retain"] = "true", ["iothub-MessageType"] = "Will" }, will.Properties);
        }
        else
        {
            await using MqttIdentity next = await MqttIdentity.ConnectAsync(emulator);
            await next.PublishAsync(Events, "next");
            Assert.Equal("next", Encoding.UTF8.GetString(Assert.Single(emulator.Messages.Snapshot()).Body.Span));
        }
    }
}
