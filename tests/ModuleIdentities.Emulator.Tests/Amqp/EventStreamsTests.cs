using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using ModuleIdentities.Emulator.Amqp;

namespace ModuleIdentities.Emulator.Tests.Amqp;

/// <summary>What the official client of tests/Interop cannot be made to ask.</summary>
public sealed class EventStreamsTests : IAsyncLifetime
{
    private AmqpBench? _bench;

    private AmqpBench Bench => _bench!;

    private IotEmulator Emulator => Bench.Emulator;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Partition => $"{EventStreams.NameOf("127.0.0.1")}/ConsumerGroups/$Default/Partitions/0";

    [Fact]
    public async Task Nothing_is_read_without_a_token()
    {
        Connection connection = await Bench.ConnectAsync();
        Assert.Equal(ErrorCode.UnauthorizedAccess, await RefusalAsync(connection, Partition));
    }

    [Fact]
    public async Task A_token_of_a_policy_that_may_only_connect_devices_opens_nothing()
    {
        Connection connection = await Bench.ConnectAsync();
        Assert.Equal(401, await PutTokenAsync(connection, Token(Partition, "device", TimeSpan.FromHours(1))));
        Assert.Equal(ErrorCode.UnauthorizedAccess, await RefusalAsync(connection, Partition));
    }

    [Fact]
    public async Task A_token_for_one_partition_does_not_open_another()
    {
        Connection connection = await Bench.ConnectAsync();
        Assert.Equal(200, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromHours(1))));
        Assert.Equal(ErrorCode.UnauthorizedAccess, await RefusalAsync(connection, Partition[..^1] + "1"));
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_a_token_that_expires_ends_the_reading()
    {
        Connection connection = await Bench.ConnectAsync();
        Assert.Equal(401, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromSeconds(-1))));
        Assert.Equal(200, await PutTokenAsync(connection, Token(Partition, "service", TimeSpan.FromMinutes(1))));
        ReceiverLink link = new(new Session(connection), "reader", Partition);
        TaskCompletionSource<Symbol> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        link.Closed += (_, error) => closed.TrySetResult(error.Condition);
        link.SetCredit(10);
        string device = await DeviceOfAsync("0");
        Assert.NotNull(await link.ReceiveAsync(TimeSpan.FromSeconds(30)));
        Bench.Time.Advance(TimeSpan.FromMinutes(2));
        await SendAsync(device);
        Assert.Equal(ErrorCode.UnauthorizedAccess, (string)await closed.Task.WaitAsync(Stop));
    }

    [Fact]
    public async Task No_more_is_sent_than_the_client_gave_credit_for()
    {
        Connection connection = await Bench.ConnectAsync();
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
        for (int i = 0; i < 3; i++)
        {
            await SendAsync("kiln");
        }

        EventStreams streams = new(Emulator, new AmqpOptions());
        Assert.Equal([3], streams.PartitionIds.Select(id => streams.Snapshot(Emulator.Hubs[0], id).Count()).Where(static count => count > 0));
    }

    [Fact]
    public async Task A_sixth_reader_without_an_owner_level_is_refused()
    {
        Connection connection = await Bench.ConnectAsync();
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
        Assert.Throws<IOException>(() => AmqpEndpoint.Start(Emulator, new AmqpOptions { Port = Bench.Endpoint.Port }));
        Assert.ThrowsAny<ArgumentException>(() => AmqpEndpoint.Start(Emulator, new AmqpOptions { Partitions = 1 }));
        Assert.Throws<ArgumentException>(() => AmqpEndpoint.Start(Emulator, new AmqpOptions { ConsumerGroups = ["a b"] }));
    }

    public async ValueTask InitializeAsync() => _bench = await AmqpBench.StartAsync();

    public ValueTask DisposeAsync() => _bench?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static Task<string?> RefusalAsync(Connection connection, string address) => AmqpBench.RefusalAsync(
        attached => new ReceiverLink(new Session(connection), $"reader-{Guid.NewGuid()}", new Source { Address = address }, attached));

    private static Task<int> PutTokenAsync(Connection connection, string token) => AmqpBench.PutTokenAsync(connection, $"sb://127.0.0.1/{Partition}", token);

    // Event Hubs signs with the text of the key.
    private string Token(string path, string policy, TimeSpan life) =>
        Bench.Token($"sb://127.0.0.1/{path}", policy, life, Encoding.UTF8.GetBytes(IotEmulator.DevelopmentKey));

    /// <summary>A device whose messages go to the partition, with one message.</summary>
    private async Task<string> DeviceOfAsync(string partitionId)
    {
        EventStreams streams = new(Emulator, new AmqpOptions());
        for (int i = 0; ; i++)
        {
            string device = $"device-{i}";
            await SendAsync(device);
            if (streams.Snapshot(Emulator.Hubs[0], partitionId).Any())
            {
                return device;
            }
        }
    }

    private async Task SendAsync(string deviceId)
    {
        string connectionString = Emulator.Devices.List().Contains(deviceId) ? Emulator.Devices.ConnectionString(deviceId) : await Emulator.Devices.AddAsync(deviceId, Stop);
        string key = connectionString[(connectionString.LastIndexOf("Key=", StringComparison.Ordinal) + 4)..];
        using HttpClient http = Emulator.Http();
        (int status, _, _, HttpResponseMessage response) = await http.SendAsync(
            "POST",
            $"/devices/{deviceId}/messages/events?api-version=2021-04-12",
            Client.Token($"127.0.0.1/devices/{deviceId}", key, Bench.Time.GetUtcNow().AddHours(1)),
            "{}");
        response.Dispose();
        Assert.Equal(204, status);
    }
}
