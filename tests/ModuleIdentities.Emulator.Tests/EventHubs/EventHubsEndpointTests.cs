using System.Security.Cryptography;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator.EventHubs;

namespace ModuleIdentities.Emulator.Tests.EventHubs;

/// <summary>What the official client of tests/Interop cannot be made to ask.</summary>
public sealed class EventHubsEndpointTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private IotEmulator? _emulator;
    private EventHubsEndpoint? _endpoint;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Partition => $"{EventStreams.NameOf("127.0.0.1")}/ConsumerGroups/$Default/Partitions/0";

    [Fact]
    public async Task Nothing_is_read_without_a_token()
    {
        Connection connection = await ConnectAsync();
        Assert.Equal(ErrorCode.UnauthorizedAccess, await RefusalAsync(connection, Partition));
    }

    [Fact]
    public async Task A_token_of_a_policy_that_may_only_connect_devices_opens_nothing()
    {
        Connection connection = await ConnectAsync();
        Assert.Equal(401, await PutTokenAsync(connection, Token(Partition, "device", TimeSpan.FromHours(1))));
        Assert.Equal(ErrorCode.UnauthorizedAccess, await RefusalAsync(connection, Partition));
    }

    [Fact]
    public async Task A_token_for_one_partition_does_not_open_another()
    {
        Connection connection = await ConnectAsync();
        Assert.Equal(200, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromHours(1))));
        Assert.Equal(ErrorCode.UnauthorizedAccess, await RefusalAsync(connection, Partition[..^1] + "1"));
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_a_token_that_expires_ends_the_reading()
    {
        Connection connection = await ConnectAsync();
        Assert.Equal(401, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromSeconds(-1))));
        Assert.Equal(200, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromMinutes(1))));
        ReceiverLink link = new(new Session(connection), "reader", Partition);
        TaskCompletionSource<Symbol> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        link.Closed += (_, error) => closed.TrySetResult(error.Condition);
        link.SetCredit(10);
        string device = await DeviceOfAsync("0");
        Assert.NotNull(await link.ReceiveAsync(TimeSpan.FromSeconds(30)));
        _time.Advance(TimeSpan.FromMinutes(2));
        await SendAsync(device);
        Assert.Equal(ErrorCode.UnauthorizedAccess, (string)await closed.Task.WaitAsync(Stop));
    }

    [Fact]
    public async Task No_more_is_sent_than_the_client_gave_credit_for()
    {
        Connection connection = await ConnectAsync();
        Assert.Equal(200, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromHours(1))));
        string device = await DeviceOfAsync("0");
        await SendAsync(device);
        await SendAsync(device);
        ReceiverLink link = new(new Session(connection), "reader", Partition);
        link.SetCredit(1, CreditMode.Manual);
        Message first = await link.ReceiveAsync(TimeSpan.FromSeconds(30));
        link.SetCredit(1, CreditMode.Manual);
        Message second = await link.ReceiveAsync(TimeSpan.FromSeconds(30));
        Assert.True((long)second.MessageAnnotations[new Symbol("x-opt-sequence-number")] > (long)first.MessageAnnotations[new Symbol("x-opt-sequence-number")]);
    }

    [Fact]
    public async Task All_messages_of_a_device_are_in_one_partition()
    {
        await StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await SendAsync("kiln");
        }

        EventStreams streams = new(_emulator!, new EventHubsOptions());
        Assert.Equal([3], streams.PartitionIds.Select(id => streams.Snapshot(_emulator!.Hubs[0], id).Count()).Where(static count => count > 0));
    }

    [Fact]
    public async Task A_sixth_reader_without_an_owner_level_is_refused()
    {
        Connection connection = await ConnectAsync();
        Assert.Equal(200, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromHours(1))));
        for (int i = 0; i < 5; i++)
        {
            Assert.Null(await RefusalAsync(connection, Partition));
        }

        Assert.Equal(ErrorCode.ResourceLimitExceeded, await RefusalAsync(connection, Partition));
    }

    [Fact]
    public async Task A_taken_port_and_a_wrong_option_are_said_at_the_start()
    {
        await StartAsync();
        Assert.Throws<IOException>(() => EventHubsEndpoint.Start(_emulator!, new EventHubsOptions { Port = _endpoint!.Port }));
        Assert.ThrowsAny<ArgumentException>(() => EventHubsEndpoint.Start(_emulator!, new EventHubsOptions { Partitions = 1 }));
        Assert.Throws<ArgumentException>(() => EventHubsEndpoint.Start(_emulator!, new EventHubsOptions { ConsumerGroups = ["a b"] }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }

        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        _emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = _time }, Stop);
        _endpoint = EventHubsEndpoint.Start(_emulator);
    }

    private async Task<Connection> ConnectAsync()
    {
        await StartAsync();
        ConnectionFactory factory = new();
        factory.SASL.Profile = SaslProfile.Anonymous;
        factory.SSL.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Equals(_emulator!.Certificate);
        return await factory.CreateAsync(new Address("127.0.0.1", _endpoint!.Port, user: null, password: null, scheme: "amqps"));
    }

    /// <summary>Why a receiver is refused; null when it is not.</summary>
    private static async Task<string?> RefusalAsync(Connection connection, string address)
    {
        TaskCompletionSource<string?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ReceiverLink link = new(new Session(connection), $"reader-{Guid.NewGuid()}", new Source { Address = address }, (_, attach) =>
        {
            if (attach.Source is Source { Address: not null })
            {
                answer.TrySetResult(null);
            }
        });
        link.Closed += (_, error) => answer.TrySetResult(error?.Condition);
        return await answer.Task.WaitAsync(Stop);
    }

    private static async Task<int> PutTokenAsync(Connection connection, string token)
    {
        Session session = new(connection);
        SenderLink sender = new(session, "token", "$cbs");
        ReceiverLink receiver = new(session, $"answers-{Guid.NewGuid()}", "$cbs");
        Message request = new(token)
        {
            Properties = new Properties { MessageId = "1", ReplyTo = receiver.Name },
            ApplicationProperties = new ApplicationProperties(),
        };
        request.ApplicationProperties["operation"] = "put-token";
        request.ApplicationProperties["type"] = "servicebus.windows.net:sastoken";
        request.ApplicationProperties["name"] = $"sb://127.0.0.1/{Partition}";
        await sender.SendAsync(request);
        Message answer = await receiver.ReceiveAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("1", answer.Properties.CorrelationId);
        await sender.CloseAsync();
        return (int)answer.ApplicationProperties["status-code"];
    }

    private string Token(string path, string policy, TimeSpan life)
    {
        string resource = Uri.EscapeDataString($"sb://127.0.0.1/{path}");
        long expiry = (_time.GetUtcNow() + life).ToUnixTimeSeconds();
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(IotEmulator.DevelopmentKey), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn={policy}";
    }

    /// <summary>A device whose messages go to the partition, with one message.</summary>
    private async Task<string> DeviceOfAsync(string partitionId)
    {
        EventStreams streams = new(_emulator!, new EventHubsOptions());
        for (int i = 0; ; i++)
        {
            string device = $"device-{i}";
            await SendAsync(device);
            if (streams.Snapshot(_emulator!.Hubs[0], partitionId).Any())
            {
                return device;
            }
        }
    }

    private async Task SendAsync(string deviceId)
    {
        string connectionString = _emulator!.Devices.List().Contains(deviceId) ? _emulator.Devices.ConnectionString(deviceId) : await _emulator.Devices.AddAsync(deviceId, Stop);
        string key = connectionString[(connectionString.LastIndexOf("Key=", StringComparison.Ordinal) + 4)..];
        using HttpClient http = _emulator.Http();
        (int status, _, _, HttpResponseMessage response) = await http.SendAsync(
            "POST",
            $"/devices/{deviceId}/messages/events?api-version=2021-04-12",
            Client.Token($"127.0.0.1/devices/{deviceId}", key, _time.GetUtcNow().AddHours(1)),
            "{}");
        response.Dispose();
        Assert.Equal(204, status);
    }
}
