using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Fuzz;

/// <summary>Streams of MQTT packets that are almost right, thrown at a live emulator: it drops them, and goes on serving others.</summary>
public sealed class MqttFuzzTests
{
    private const string Host = "127.0.0.1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_stream_of_packets_disturbs_the_others()
    {
        RecordedLog log = new(LogLevel.Error);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LoggerFactory = log }, Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        string otherKey = Client.KeyOf(await emulator.Devices.AddAsync("other", Cancellation));
        (IMqttClient other, MqttClientConnectResultCode code) = await emulator.ConnectAsync("other", $"{Host}/other", Client.Token($"{Host}/devices/other", otherKey));
        Assert.Equal(MqttClientConnectResultCode.Success, code);
        int before = emulator.Messages.Count;

        for (int i = 0; i < FuzzRun.Cases(60); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            await ThrowAsync(emulator, mutator, Stream(mutator, key));
            Assert.True(log.Entries.IsEmpty, FuzzRun.Describe(i, string.Join('\n', log.Entries)));
            Assert.True(other.IsConnected, FuzzRun.Describe(i, "another client was disconnected"));
        }

        await other.PublishStringAsync("devices/other/messages/events/", "still here", MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
        Assert.Contains(emulator.Messages.Snapshot().Skip(before), message => message.DeviceId == "other" && Encoding.UTF8.GetString(message.Body.Span) == "still here");
        other.Dispose();
    }

    private static byte[] Stream(Mutator mutator, string key)
    {
        string token = Client.Token($"{Host}/devices/d", key);
        List<byte> stream = [.. Packet(0x10, [.. Text("MQTT"), 4, (byte)(mutator.Rarely ? 0b1110_1110 : 0b1100_0000), 0, 60, .. Text("d"), .. Text($"{Host}/d/?api-version=2021-04-12"), .. Text(token)])];
        bool isRightBegin = !mutator.Rarely;
        byte[] begin = [.. stream];
        stream.Clear();
        for (int i = mutator.Next(6); i >= 0; i--)
        {
            string topic = mutator.Choose(
                "devices/d/messages/events/", "devices/d/messages/events/%24.ct=application%2Fjson&a=b", "$iothub/twin/GET/?$rid=1", "$iothub/twin/PATCH/properties/reported/?$rid=2",
                "$iothub/methods/res/200/?$rid=3", "$dps/registrations/PUT/iotdps-register/?$rid=4", "devices/d/messages/devicebound/#", "$iothub/twin/res/#", "$iothub/methods/POST/#");
            topic = mutator.Rarely ? mutator.Mutate(topic) : topic;
            stream.AddRange(mutator.Next(5) switch
            {
                0 => Packet(0x82, [0, (byte)(i + 1), .. Text(topic), (byte)mutator.Next(4)]),
                1 => Packet(0xA2, [0, (byte)(i + 1), .. Text(topic)]),
                2 => Packet((byte)(0x30 | mutator.Next(16)), [.. Text(topic), 0, (byte)(i + 1), .. Encoding.UTF8.GetBytes(mutator.Json())]),
                3 => Packet((byte)(mutator.Next(16) << 4), [0, (byte)(i + 1)]),
                _ => Packet(0xC0, []),
            });
        }

        return isRightBegin ? [.. begin, .. mutator.Mutate(stream.ToArray())] : mutator.Mutate([.. begin, .. stream]);
    }

    /// <summary>Sends the bytes in pieces, ends its side, and takes whatever comes until the emulator ends the other.</summary>
    private static async Task ThrowAsync(IotEmulator emulator, Mutator mutator, byte[] bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync(Host, emulator.MqttPort, Cancellation);
        await using SslStream tls = new(client.GetStream());
        await tls.AuthenticateAsClientAsync(Client.Tls(emulator, null), Cancellation);
        try
        {
            int sent = 0;
            while (sent < bytes.Length)
            {
                int size = Math.Min(1 + mutator.Next(200), bytes.Length - sent);
                await tls.WriteAsync(bytes.AsMemory(sent, size), Cancellation);
                sent += size;
            }

            await tls.ShutdownAsync();
            client.Client.Shutdown(SocketShutdown.Send);
            byte[] buffer = new byte[4096];
            while (await tls.ReadAsync(buffer, Cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Closed by the emulator in the middle: as it should.
        }
    }

    private static byte[] Packet(byte type, byte[] body)
    {
        List<byte> packet = [type];
        int length = body.Length;
        do
        {
            packet.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        packet.AddRange(body);
        return [.. packet];
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}
