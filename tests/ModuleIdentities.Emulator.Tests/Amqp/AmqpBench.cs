using System.Security.Cryptography;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator.Amqp;

namespace ModuleIdentities.Emulator.Tests.Amqp;

/// <summary>An emulator with its AMQP endpoint on a free port and a clock of the test's, and the requests that every client makes.</summary>
internal sealed class AmqpBench : IAsyncDisposable
{
    private AmqpBench(FakeTimeProvider time, IotEmulator emulator)
    {
        Time = time;
        Emulator = emulator;
        Endpoint = AmqpEndpoint.Start(emulator);
    }

    public FakeTimeProvider Time { get; }

    public IotEmulator Emulator { get; }

    public AmqpEndpoint Endpoint { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<AmqpBench> StartAsync()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        return new AmqpBench(time, await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Stop));
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        await Emulator.DisposeAsync();
    }

    public async Task<Connection> ConnectAsync()
    {
        ConnectionFactory factory = new();
        factory.SASL.Profile = SaslProfile.Anonymous;
        factory.SSL.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Equals(Emulator.Certificate);
        return await factory.CreateAsync(new Address("127.0.0.1", Endpoint.Port, user: null, password: null, scheme: "amqps"));
    }

    /// <summary>Why a link is refused; null when it is not.</summary>
    /// <param name="attach">Attaches it with the handler.</param>
    public static async Task<string?> RefusalAsync(Func<OnAttached, Link> attach)
    {
        TaskCompletionSource<string?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Link link = attach((_, answered) =>
        {
            // A link that is refused is attached without its end at the server, and closed then.
            if ((answered.Role ? (answered.Target as Target)?.Address : (answered.Source as Source)?.Address) is not null)
            {
                answer.TrySetResult(null);
            }
        });
        link.Closed += (_, error) => answer.TrySetResult(error?.Condition);
        if (link.IsClosed)
        {
            // It was refused before anybody listened.
            answer.TrySetResult(link.Error?.Condition);
        }

        return await answer.Task.WaitAsync(Stop);
    }

    /// <summary>Puts a token.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="audience">What it is said to be for.</param>
    /// <param name="token">The token.</param>
    /// <param name="isAnswerNamed">Whether the request names the link of the answer; some clients name one that does not exist.</param>
    /// <param name="type">What kind of token it is said to be.</param>
    /// <returns>The status of the answer.</returns>
    public static async Task<int> PutTokenAsync(Connection connection, string audience, string token, bool isAnswerNamed = true, string type = "servicebus.windows.net:sastoken")
    {
        Session session = new(connection);
        SenderLink sender = new(session, "token", "$cbs");
        ReceiverLink receiver = new(session, $"answers-{Guid.NewGuid()}", "$cbs");
        Message request = new(token)
        {
            Properties = new Properties { MessageId = "1", ReplyTo = isAnswerNamed ? receiver.Name : "cbs" },
            ApplicationProperties = new ApplicationProperties(),
        };
        request.ApplicationProperties["operation"] = "put-token";
        request.ApplicationProperties["type"] = type;
        request.ApplicationProperties["name"] = audience;
        await sender.SendAsync(request);
        Message answer = await receiver.ReceiveAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("1", answer.Properties.CorrelationId);
        await sender.CloseAsync();
        return (int)answer.ApplicationProperties["status-code"];
    }

    /// <summary>A token of a policy.</summary>
    /// <param name="resource">What it opens.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="life">How long it is good.</param>
    /// <param name="key">The bytes that sign.</param>
    public string Token(string resource, string policy, TimeSpan life, byte[] key)
    {
        string encoded = Uri.EscapeDataString(resource);
        long expiry = (Time.GetUtcNow() + life).ToUnixTimeSeconds();
        byte[] signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{encoded}\n{expiry}"));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn={policy}";
    }
}
