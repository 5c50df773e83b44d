using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Emulator.Tests.Fuzz;

/// <summary>Bytes that are almost HTTP, or almost a WebSocket with MQTT in it.</summary>
public sealed class RawHttpFuzzTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_bytes_disturb_the_others()
    {
        RecordedLog log = new(LogLevel.Error);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LoggerFactory = log }, Cancellation);
        using HttpClient other = emulator.Http();
        for (int i = 0; i < FuzzRun.Cases(40); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            byte[] right = Encoding.ASCII.GetBytes(mutator.Choose(
                $"GET /devices/d?api-version=2021-04-12 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {Client.Owner()}\r\n\r\n",
                "PUT /0ne00E00000/registrations/r/register?api-version=2019-03-31 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 22\r\nContent-Encoding: utf-8\r\n\r\n{\"registrationId\":\"r\"}",
                "POST /devices/query?api-version=2021-04-12 HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"que\r\n0\r\n\r\n",
                "GET /$iothub/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Protocol: MQTT\r\n\r\n\u0082\u0005hello"));
            await ThrowAsync(emulator, mutator.Rarely ? right : mutator.Mutate(right));
            Assert.True(log.Entries.IsEmpty, FuzzRun.Describe(i, string.Join('\n', log.Entries)));
            Assert.Equal("{\"status\":\"healthy\"}", await other.GetStringAsync("/health", Cancellation));
        }
    }

    private static async Task ThrowAsync(IotEmulator emulator, byte[] bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", emulator.HttpsPort, Cancellation);
        await using SslStream tls = new(client.GetStream());
        await tls.AuthenticateAsClientAsync(Client.Tls(emulator, null), Cancellation);
        try
        {
            await tls.WriteAsync(bytes, Cancellation);
            await tls.ShutdownAsync();
            client.Client.Shutdown(SocketShutdown.Send);
            byte[] buffer = new byte[4096];
            while (await tls.ReadAsync(buffer, Cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Closed by the emulator in the middle: as it should.
        }
    }
}
