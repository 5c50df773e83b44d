using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ModuleIdentities.Emulator.Tests;

/// <summary>MQTT 3.1.1 byte by byte over TLS, for what a client library would not send.</summary>
internal sealed class RawMqtt : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly SslStream _stream;

    private RawMqtt(TcpClient tcp, SslStream stream)
    {
        _tcp = tcp;
        _stream = stream;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawMqtt> OpenAsync(IotEmulator emulator)
    {
        TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", emulator.MqttPort, Cancellation);
        SslStream stream = new(tcp.GetStream(), false, (_, server, _, errors) => Client.Trusts(emulator, (X509Certificate2)server!, errors));
        await stream.AuthenticateAsClientAsync("127.0.0.1");
        return new RawMqtt(tcp, stream);
    }

    /// <summary>Connects as a device, which is made if it is not there, with the hub's key for devices and a clean session.</summary>
    public static async Task<RawMqtt> ConnectAsync(
        IotEmulator emulator, string deviceId, int keepAlive, (string Topic, string Body, bool IsRetained)? will = null)
    {
        if (!emulator.Devices.List().Contains(deviceId))
        {
            await emulator.Devices.AddAsync(deviceId, Cancellation);
        }

        RawMqtt raw = await OpenAsync(emulator);
        string token = Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, DateTimeOffset.UtcNow.AddDays(2), "device");
        int flags = 0xC2 | (will is null ? 0 : 0x0C) | (will is { IsRetained: true } ? 0x20 : 0);
        byte[] lastWill = will is { } last ? [.. Text(last.Topic), .. Text(last.Body)] : [];
        await raw.SendAsync(
            0x10, [0, 4, .. "MQTT"u8, 4, (byte)flags, (byte)(keepAlive >> 8), (byte)keepAlive, .. Text(deviceId), .. lastWill, .. Text($"127.0.0.1/{deviceId}/"), .. Text(token)]);
        Assert.Equal([0x20, 0, 0], await raw.ReceiveAsync());
        return raw;
    }

    public static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    public static byte[] Length(int length)
    {
        List<byte> bytes = [];
        do
        {
            bytes.Add((byte)((length % 128) | (length > 127 ? 128 : 0)));
            length /= 128;
        }
        while (length > 0);
        return [.. bytes];
    }

    public async Task SendAsync(byte header, byte[] body) => await SendBytesAsync([header, .. Length(body.Length), .. body]);

    public async Task SendBytesAsync(byte[] bytes)
    {
        await _stream.WriteAsync(bytes, Cancellation);
        await _stream.FlushAsync(Cancellation);
    }

    public Task PublishAsync(string topic, string body, ushort packetId) =>
        SendAsync(0x32, [.. Text(topic), (byte)(packetId >> 8), (byte)packetId, .. Encoding.UTF8.GetBytes(body)]);

    public async Task SubscribeAsync(string filter)
    {
        await SendAsync(0x82, [0, 1, .. Text(filter), 1]);
        Assert.Equal([0x90, 0, 1, 1], await ReceiveAsync());
    }

    /// <summary>The next packet: its first byte, then what follows the length. Null when the connection has ended.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        byte[] header = new byte[1];
        try
        {
            if (await _stream.ReadAsync(header, Cancellation) == 0)
            {
                return null;
            }

            byte[] digit = new byte[1];
            int length = 0;
            int shift = 0;
            do
            {
                await _stream.ReadExactlyAsync(digit, Cancellation);
                length |= (digit[0] & 127) << shift;
                shift += 7;
            }
            while ((digit[0] & 128) != 0);
            byte[] body = new byte[length];
            await _stream.ReadExactlyAsync(body, Cancellation);
            return [header[0], .. body];
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }
}
