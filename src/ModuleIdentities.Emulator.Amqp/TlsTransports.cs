using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Amqp;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// Connections over TLS for AMQPNetLite, whose own listener takes a client with SASL or one without, never both on one port: Event Hubs clients begin with SASL,
/// azure-iothub does not. Its own listener also shares a port with whoever has it, and does not say which free one it took.
/// </summary>
internal sealed class TlsTransports : TransportProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<IAsyncTransport> _ready = Channel.CreateUnbounded<IAsyncTransport>();
    private readonly CancellationTokenSource _over = new();
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly RunningWork _work;
    private readonly TimeProvider _time;

    /// <exception cref="SocketException">The port cannot be had.</exception>
    public TlsTransports(IPEndPoint endPoint, X509Certificate2 certificate, RunningWork work, TimeProvider time)
    {
        _certificate = certificate;
        _work = work;
        _time = time;
        _listener = new TcpListener(endPoint) { ExclusiveAddressUse = true };
        _listener.Start();
        _work.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next connection. Never completes after the end: the library would ask again at once, for ever.</summary>
    public override async Task<IAsyncTransport> CreateAsync(Address address) => await _ready.Reader.ReadAsync().ConfigureAwait(false);

    /// <summary>Takes no further connection.</summary>
    public override void Dispose()
    {
        _over.Cancel();
        _listener.Dispose();
        base.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptSocketAsync(_over.Token).ConfigureAwait(false);
                _ = _work.Run(() => AdmitAsync(socket));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One client that has gone again, or the end.
            }
        }
    }

    private async Task AdmitAsync(Socket socket)
    {
        socket.NoDelay = true;
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        using CancellationTokenSource patience = new(Patience, _time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, patience.Token);
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, stop.Token).ConfigureAwait(false);
            byte[] header = await AnonymousSasl.AdmitAsync(stream, stop.Token).ConfigureAwait(false);
            _ready.Writer.TryWrite(new StreamTransport(stream, header));
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or OperationCanceledException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
