using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace ModuleIdentities;

/// <summary>Opens the stream that MQTT is spoken over.</summary>
internal static class LinkStream
{
    /// <summary>Where IoT Hub and the Device Provisioning Service take WebSockets.</summary>
    private const string WebSocketPath = "/$iothub/websocket";

    /// <summary>A peer that does not close its side of a WebSocket by then is left.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Opens TCP with TLS.</summary>
    public static async Task<Stream> OpenTlsAsync(string host, NetworkOptions network, Credential credential, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? plain = null;
        try
        {
            await socket.ConnectAsync(host, network.MqttPort, cancellationToken).ConfigureAwait(false);
            plain = new NetworkStream(socket, ownsSocket: true);
            SslStream secure = new(plain);
            await secure.AuthenticateAsClientAsync(ClientTls.Create(host, network, credential), cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            plain?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a WebSocket on the HTTPS port, for networks that let nothing else out.</summary>
    public static async Task<Stream> OpenWebSocketAsync(string host, NetworkOptions network, Credential credential, CancellationToken cancellationToken)
    {
        using HttpMessageInvoker http = new(ServiceHttpClient.CreateHandler(host, network, credential));
        ClientWebSocket socket = new();
        try
        {
            socket.Options.AddSubProtocol("mqtt");
            await socket.ConnectAsync(new Uri($"wss://{host}:{network.HttpsPort}{WebSocketPath}"), http, cancellationToken).ConfigureAwait(false);
            return WebSocketStream.Create(socket, WebSocketMessageType.Binary, CloseTimeout);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
