using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ModuleIdentities.Benchmarks.Emulator;

/// <summary>A client that costs as little as it can, so that the figures are the server's: packets are made once and sent in windows.</summary>
internal sealed class MqttLoadClient : IAsyncDisposable
{
    private const int PubAckLength = 4;

    private readonly Socket _socket;
    private readonly SslStream _stream;

    private MqttLoadClient(Socket socket, SslStream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <exception cref="IOException">The server does not accept the connection.</exception>
    public static async Task<MqttLoadClient> ConnectAsync(int port, string clientId, string userName, string password)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
        await stream.WriteAsync(Connect(clientId, userName, password));
        byte[] answer = new byte[4];
        await stream.ReadExactlyAsync(answer);
        return answer is [0x20, 2, _, 0] ? new MqttLoadClient(socket, stream) : throw new IOException($"CONNACK {answer[3]}");
    }

    /// <summary>Publishes at QoS 1, a window at a time, and takes each PUBACK.</summary>
    public async Task PublishAsync(string topic, byte[] payload, int messages, int window)
    {
        byte[] packet = Publish(topic, payload, out int identifierAt);
        byte[] batch = new byte[packet.Length * window];
        byte[] answers = new byte[PubAckLength * window];
        ushort identifier = 0;
        for (int sent = 0; sent < messages; sent += window)
        {
            for (int i = 0; i < window; i++)
            {
                packet.CopyTo(batch, i * packet.Length);
                identifier = identifier == ushort.MaxValue ? (ushort)1 : (ushort)(identifier + 1);
                BinaryPrimitives.WriteUInt16BigEndian(batch.AsSpan((i * packet.Length) + identifierAt), identifier);
            }

            await _stream.WriteAsync(batch);
            await _stream.ReadExactlyAsync(answers);
            if (answers[0] != 0x40)
            {
                throw new IOException("The server answered something other than PUBACK.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private static byte[] Connect(string clientId, string userName, string password) =>
        Packet(0x10, [.. Text("MQTT"), 4, 0b1100_0010, 0, 240, .. Text(clientId), .. Text(userName), .. Text(password)]);

    private static byte[] Publish(string topic, byte[] payload, out int identifierAt)
    {
        byte[] name = Text(topic);
        byte[] packet = Packet(0x32, [.. name, 0, 0, .. payload]);
        identifierAt = packet.Length - payload.Length - 2;
        return packet;
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
