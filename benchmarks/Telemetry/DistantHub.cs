using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>
/// Stands between a client and its server as a long line would: whatever is sent arrives a fixed time later. What a client does takes as many
/// round trips as that time fits into it; the one in which TCP connects is not delayed.
/// </summary>
internal sealed class DistantHub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TimeSpan _distance;
    private readonly int _target;
    private readonly Task _running;

    /// <param name="target">The server's port.</param>
    /// <param name="roundTrip">How long there and back.</param>
    public DistantHub(int target, TimeSpan roundTrip)
    {
        _target = target;
        _distance = roundTrip / 2;
        _listener.Start();
        _running = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _running;
    }

    private async Task ServeAsync()
    {
        try
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            using TcpClient server = new() { NoDelay = true };
            client.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAll(CarryAsync(client, server), CarryAsync(server, client));
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // One of the two has gone.
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to)
    {
        Channel<(byte[] Bytes, DateTimeOffset Due)> line = Channel.CreateUnbounded<(byte[], DateTimeOffset)>();
        Task delivering = DeliverAsync(line.Reader, to);
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.GetStream().ReadAsync(buffer)) > 0)
        {
            line.Writer.TryWrite((buffer[..count], TimeProvider.System.GetUtcNow() + _distance));
        }

        line.Writer.Complete();
        await delivering;
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private static async Task DeliverAsync(ChannelReader<(byte[] Bytes, DateTimeOffset Due)> line, TcpClient to)
    {
        await foreach ((byte[] bytes, DateTimeOffset due) in line.ReadAllAsync())
        {
            TimeSpan left = due - TimeProvider.System.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left);
            }

            await to.GetStream().WriteAsync(bytes);
        }
    }
}
