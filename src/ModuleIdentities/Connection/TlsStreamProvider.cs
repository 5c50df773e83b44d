using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MQTTnet.Channel;

namespace ModuleIdentities;

/// <summary>Opens TCP with TLS for MQTT. MQTTnet's own TLS cannot send the intermediates of a client certificate.</summary>
internal sealed class TlsStreamProvider(string host, NetworkOptions network, Credential credential) : IMqttClientStreamProvider
{
    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken)
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
}
