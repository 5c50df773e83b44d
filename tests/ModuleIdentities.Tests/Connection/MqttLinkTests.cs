using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Tests.Infrastructure;
using MQTTnet.Protocol;

namespace ModuleIdentities.Tests.Connection;

public sealed class MqttLinkTests
{
    private static readonly byte[] Accepted = [0x20, 2, 0, 0];
    private static readonly byte[] Message = [0x30, 4, 0, 1, (byte)'a', (byte)'x'];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_ends_whatever_is_thrown_by_one_who_hears_its_messages()
    {
        using X509Certificate2 certificate = ScriptedService.CreateCertificate("127.0.0.1");
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task service = ServeAsync(listener, certificate);
        NetworkOptions network = new() { MqttPort = ((IPEndPoint)listener.LocalEndpoint).Port, TrustedRootPem = certificate.ExportCertificatePem() };
        MqttLink link = new("127.0.0.1", HubTransport.Mqtt, network, NoCredential.Instance, TimeProvider.System);
        link.Receiver = static (_, _) => throw new InvalidOperationException("Nobody has foreseen it.");

        MqttConnectReturnCode code = await link.ConnectAsync(new MqttPrincipal("d/m", "u", null, false, TimeSpan.FromMinutes(4)), Cancellation);
        await link.Closed.WaitAsync(Cancellation);
        await link.DisposeAsync();
        await service;

        Assert.Equal(MqttConnectReturnCode.ConnectionAccepted, code);
        Assert.True(link.Over.IsCancellationRequested);
    }

    /// <summary>A service that takes whatever comes for a CONNECT, accepts it, and sends a message at once.</summary>
    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancellation);
        await using SslStream stream = new(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Cancellation);
        byte[] buffer = new byte[1024];
        Assert.NotEqual(0, await stream.ReadAsync(buffer, Cancellation));
        await stream.WriteAsync((byte[])[.. Accepted, .. Message], Cancellation);
        try
        {
            while (await stream.ReadAsync(buffer, Cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The other side went without a word.
        }
    }
}
