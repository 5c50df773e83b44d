using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Cli;

/// <summary>Listens on a Unix socket that every user may open; who gets something is decided by what the kernel says of the caller.</summary>
internal sealed class ProvisioningHost : IAsyncDisposable
{
    /// <summary>How many connections one user may have at once: more than its modules need, and too few to keep others out.</summary>
    public const int ConnectionsOfUser = 32;

    private const int ConnectionsOfAll = 1024;
    private const int LargestRequest = 16 * 1024;

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly WebApplication _application;
    private readonly string? _socket;
    private readonly ILogger _logger;
    private readonly Dictionary<uint, int> _open = [];

    /// <param name="settings">Where to listen, and who may have what.</param>
    /// <param name="desk">What is done for modules.</param>
    /// <param name="logger">Where it is told who was given what.</param>
    public ProvisioningHost(ServeSettings settings, ModuleDesk desk, ILogger logger)
    {
        _logger = logger;
        ServeEndpoint endpoint = new(settings.Applications, desk, logger);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.WebHost.UseKestrelCore();
        _socket = IsActivated ? null : settings.Socket;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsOfAll;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            if (IsActivated)
            {
                kestrel.UseSystemd(Identify);
            }
            else
            {
                kestrel.ListenUnixSocket(settings.Socket, Identify);
            }
        });
        _application = builder.Build();
        _application.Run(endpoint.AnswerAsync);
    }

    /// <summary>Whether systemd listens already, and has handed its socket to this process (sd_listen_fds(3)): then no request is lost by a restart.</summary>
    private static bool IsActivated =>
        Environment.GetEnvironmentVariable("LISTEN_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
        && Environment.GetEnvironmentVariable("LISTEN_FDS") is not (null or "0");

    /// <summary>Begins to serve.</summary>
    /// <exception cref="ToolException">Somebody else serves there.</exception>
    /// <exception cref="IOException">The socket cannot be made.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_socket is null)
        {
            await _application.StartAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await RemoveAbandonedAsync(_socket, cancellationToken).ConfigureAwait(false);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            // Until here only this user can connect.
            File.SetUnixFileMode(_socket, Everybody);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource grace = new(TimeSpan.FromSeconds(5));
        await _application.StopAsync(grace.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A process that was killed leaves its socket behind, and nobody listens there.</summary>
    private static async Task RemoveAbandonedAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }

        throw new ToolException(ExitCode.Conflict, "AlreadyServed", $"Another process serves at {path}. Stop it, or give Serve:Socket another path.");
    }

    private void Identify(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection => ServeOneAsync(connection, next));
    }

    private async Task ServeOneAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        PeerCredentials peer = PeerCredentials.Of(connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket);
        connection.Features.Set(peer);
        if (!Enter(peer.UserId))
        {
            ServeLog.TooMany(_logger, peer.UserId, peer.ProcessId, ConnectionsOfUser);
            connection.Abort();
            return;
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Leave(peer.UserId);
        }
    }

    private bool Enter(uint user)
    {
        lock (_open)
        {
            int open = _open.GetValueOrDefault(user);
            _open[user] = open < ConnectionsOfUser ? open + 1 : open;
            return open < ConnectionsOfUser;
        }
    }

    private void Leave(uint user)
    {
        lock (_open)
        {
            if (--_open[user] == 0)
            {
                _open.Remove(user);
            }
        }
    }

    /// <summary>The command has the signals, and ends the host.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
