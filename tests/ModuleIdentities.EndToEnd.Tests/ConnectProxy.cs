using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>An HTTP proxy that tunnels (CONNECT) to loopback, and remembers where to.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private static readonly byte[] Refusal =
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _targets = [];
    private readonly Task _running;

    private readonly string? _authorization;

    /// <param name="user">Who may use it, as <c>user:password</c>; null for anybody.</param>
    public ConnectProxy(string? user = null)
    {
        _authorization = user is null ? null : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(user))}\r\n";
        _listener.Start();
        _running = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The <c>host:port</c> of each tunnel.</summary>
    public IReadOnlyList<string> Targets
    {
        get
        {
            lock (_targets)
            {
                return [.. _targets];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> tunnels = [];
        try
        {
            while (true)
            {
                tunnels.Add(TunnelAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using TcpClient near = client;
        using TcpClient far = new();
        try
        {
            NetworkStream stream = near.GetStream();
            string head = await ReadHeadAsync(stream);
            if (_authorization is not null && !head.Contains(_authorization, StringComparison.OrdinalIgnoreCase))
            {
                await stream.WriteAsync(Refusal, _stop.Token);
                return;
            }

            string target = head.Split(' ')[1];
            lock (_targets)
            {
                _targets.Add(target);
            }

            await far.ConnectAsync(IPEndPoint.Parse(target), _stop.Token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
            Task there = stream.CopyToAsync(far.GetStream(), _stop.Token);
            Task back = far.GetStream().CopyToAsync(stream, _stop.Token);
            await Task.WhenAny(there, back);
            near.Close();
            far.Close();
            await Task.WhenAll(there, back);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
