using System.Net;
using System.Net.Sockets;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>
/// Stands between one client and its server, and counts how often the client had to wait for the server: each time bytes come back after bytes
/// went out is a round trip. The one that TCP itself takes to connect is not seen.
/// </summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly int _target;
    private readonly Task _running;
    private bool _isAsked;

    public CountingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _running = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int RoundTrips { get; private set; }

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
            await Task.WhenAll(PumpAsync(client, server, isToServer: true), PumpAsync(server, client, isToServer: false));
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // One of the two has gone.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isToServer)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.GetStream().ReadAsync(buffer)) > 0)
        {
            lock (_gate)
            {
                RoundTrips += !isToServer && _isAsked ? 1 : 0;
                _isAsked = isToServer;
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
        }

        to.Client.Shutdown(SocketShutdown.Send);
    }
}
