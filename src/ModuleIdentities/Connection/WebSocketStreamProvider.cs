using System.Net;
using System.Net.WebSockets;
using MQTTnet.Channel;

namespace ModuleIdentities;

/// <summary>Opens MQTT over a WebSocket on the HTTPS port, for networks that let nothing else out.</summary>
internal sealed class WebSocketStreamProvider(string host, NetworkOptions network, Credential credential) : IMqttClientStreamProvider
{
    /// <summary>Where IoT Hub and the Device Provisioning Service take WebSockets.</summary>
    private const string Path = "/$iothub/websocket";

    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken)
    {
        using HttpMessageInvoker http = new(ServiceHttpClient.CreateHandler(host, network, credential));
        ClientWebSocket socket = new();
        try
        {
            socket.Options.AddSubProtocol("mqtt");
            await socket.ConnectAsync(new Uri($"wss://{host}:{network.HttpsPort}{Path}"), http, cancellationToken).ConfigureAwait(false);
            return WebSocketStream.Create(socket, WebSocketMessageType.Binary, network.OperationTimeout);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
