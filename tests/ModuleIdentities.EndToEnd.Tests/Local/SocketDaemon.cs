using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>
/// A daemon of Azure's device side at its Unix socket: ten connections, idle ones too, and one more is closed without a reply
/// (iot-identity-service, docs/socket-throttling.md; iotedge, edgelet/doc/workloadsockets.md); one request at a time.
/// </summary>
internal sealed class SocketDaemon : IAsyncDisposable
{
    public const int MaximumConnections = 10;

    private readonly WebApplication _application;
    private readonly SemaphoreSlim _requests = new(1);
    private int _turnedAway;
    private int _closing;

    private SocketDaemon(string address, Func<HttpContext, Task> answer, TaskCompletionSource? untilTurnedAway)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        int open = 0;
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(EndPointOf(address), listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => async connection =>
            {
                if (Interlocked.Increment(ref open) > MaximumConnections || Interlocked.Decrement(ref _closing) >= 0)
                {
                    Interlocked.Increment(ref _turnedAway);
                    untilTurnedAway?.TrySetResult();
                    connection.Abort();
                }
                else
                {
                    await next(connection);
                }

                Interlocked.Decrement(ref open);
            });
        }));
        _application = builder.Build();
        _application.Run(async context =>
        {
            if (untilTurnedAway is not null)
            {
                await untilTurnedAway.Task.WaitAsync(Cancellation);
            }

            await _requests.WaitAsync(context.RequestAborted);
            try
            {
                await answer(context);
            }
            finally
            {
                _requests.Release();
            }
        });
    }

    /// <summary>How many connections were closed without a reply.</summary>
    public int TurnedAway => Volatile.Read(ref _turnedAway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="address">The path of its socket; or an address of HTTP, for a developer's machine.</param>
    /// <param name="answer">Answers a request.</param>
    /// <param name="untilTurnedAway">What each request waits for: that somebody was turned away. Null for nothing.</param>
    public static async Task<SocketDaemon> StartAsync(string address, Func<HttpContext, Task> answer, TaskCompletionSource? untilTurnedAway = null)
    {
        SocketDaemon daemon = new(address, answer, untilTurnedAway);
        await daemon._application.StartAsync(Cancellation);
        return daemon;
    }

    /// <summary>Closes the next connections without a reply.</summary>
    public void CloseNext(int connections) => Volatile.Write(ref _closing, connections);

    /// <summary>Answers that a request failed.</summary>
    public static Task FailAsync(HttpContext context, HttpStatusCode status, string message)
    {
        context.Response.StatusCode = (int)status;
        return WriteAsync(context, new JsonObject { ["message"] = message });
    }

    /// <summary>Answers a request.</summary>
    public static Task WriteAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static EndPoint EndPointOf(string address) => address.StartsWith("http://", StringComparison.Ordinal)
        ? IPEndPoint.Parse(new Uri(address).Authority)
        : new UnixDomainSocketEndPoint(address);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        _requests.Dispose();
    }
}
