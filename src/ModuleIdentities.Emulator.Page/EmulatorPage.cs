using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Emulator.Page;

/// <summary>
/// A page of an emulator, for people: devices and modules with their state, twins, telemetry, methods, enrolments and faults. It is served over HTTP on
/// 127.0.0.1 and nowhere else, whatever else the emulator listens on, and shows itself to who has <see cref="IotEmulator.ManagementToken"/>.
/// </summary>
public sealed class EmulatorPage : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ListeningSockets _sockets = new();

    private EmulatorPage(IotEmulator emulator, EmulatorPageOptions options)
    {
        int port = _sockets.Bind([IPAddress.Loopback], options.Port);
        Address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _sockets.Take);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _application = builder.Build();
        _application.Run(new PageFrontDoor(emulator, options, port).AnswerAsync);
    }

    /// <summary>What to open in a browser. It has no secret: the page asks for the token.</summary>
    public Uri Address { get; }

    /// <summary>Serves the page of an emulator until disposed of: before the emulator is.</summary>
    /// <param name="emulator">The emulator.</param>
    /// <param name="options">How; the defaults fit everybody.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<EmulatorPage> StartAsync(IotEmulator emulator, EmulatorPageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(emulator);
        options ??= new EmulatorPageOptions();
        options.Validate();
        EmulatorPage page = new(emulator, options);
        try
        {
            await page._application.StartAsync(cancellationToken).ConfigureAwait(false);
            return page;
        }
        catch
        {
            await page.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops serving.</summary>
    public async ValueTask DisposeAsync()
    {
        // No grace: what a page waits for may never come.
        await _application.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _sockets.CloseRest();
    }
}
