using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Tests.Infrastructure;
using MQTTnet.Protocol;

namespace ModuleIdentities.Tests.Connection;

public sealed class MqttLinkTests
{
    private static readonly byte[] Acknowledgement = [0x40, 2, 0, 7];
    private static readonly byte[] Disconnect = [0xE0, 0];
    private static readonly MqttPrincipal Principal = new("d/m", "u", null, false, TimeSpan.FromMinutes(4));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_ends_whatever_is_thrown_by_one_who_hears_its_messages()
    {
        using ScriptedHub hub = new();
        MqttLink link = hub.CreateLink();
        link.Receiver = static (_, _) => throw new InvalidOperationException("Nobody has foreseen it.");

        MqttConnectReturnCode code = await link.ConnectAsync(Principal, Cancellation);
        await link.Closed.WaitAsync(Cancellation);
        await link.DisposeAsync();
        await hub.Served;

        Assert.Equal(MqttConnectReturnCode.ConnectionAccepted, code);
        Assert.True(link.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task A_link_that_is_closed_acknowledges_first_what_was_done_with_a_moment_before()
    {
        using ScriptedHub hub = new();
        MqttLink link = hub.CreateLink();
        TaskCompletionSource bothHeard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<TaskCompletionSource> messages = [];
        link.Receiver = (_, _) =>
        {
            messages.Add(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (messages.Count == 2)
            {
                bothHeard.SetResult();
            }

            return messages[^1].Task;
        };
        await link.ConnectAsync(Principal, Cancellation);
        await bothHeard.Task.WaitAsync(Cancellation);

        messages[0].SetResult();
        await link.DisposeAsync();

        byte[] said = await hub.Served;
        Assert.Equal([.. Acknowledgement, .. Disconnect], said);
    }

    /// <summary>A service that takes whatever comes for a CONNECT, accepts it, and sends two messages at QoS 1 at once.</summary>
    private sealed class ScriptedHub : IDisposable
    {
        private static readonly byte[] Accepted = [0x20, 2, 0, 0];
        private static readonly byte[] Message = [0x32, 6, 0, 1, (byte)'a', 0, 7, (byte)'x'];
        private static readonly byte[] NextMessage = [0x32, 6, 0, 1, (byte)'a', 0, 8, (byte)'y'];

        private readonly X509Certificate2 _certificate = ScriptedService.CreateCertificate("127.0.0.1");
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public ScriptedHub()
        {
            _listener.Start();
            Served = ServeAsync();
        }

        /// <summary>Completes with all that came behind the CONNECT, when the connection has ended.</summary>
        public Task<byte[]> Served { get; }

        public MqttLink CreateLink()
        {
            NetworkOptions network = new() { MqttPort = ((IPEndPoint)_listener.LocalEndpoint).Port, TrustedRootPem = _certificate.ExportCertificatePem() };
            return new MqttLink("127.0.0.1", HubTransport.Mqtt, network, NoCredential.Instance, TimeProvider.System);
        }

        public void Dispose()
        {
            _listener.Dispose();
            _certificate.Dispose();
        }

        private async Task<byte[]> ServeAsync()
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(Cancellation);
            await using SslStream stream = new(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, Cancellation);
            byte[] buffer = new byte[1024];
            Assert.NotEqual(0, await stream.ReadAsync(buffer, Cancellation));
            await stream.WriteAsync((byte[])[.. Accepted, .. Message, .. NextMessage], Cancellation);
            using MemoryStream rest = new();
            try
            {
                await stream.CopyToAsync(rest, Cancellation);
            }
            catch (IOException)
            {
                // The other side went without a word.
            }

            return rest.ToArray();
        }
    }
}
