using System.Text.Json;
using Amqp;
using Amqp.Framing;
using ModuleIdentities.Emulator.Amqp;

namespace ModuleIdentities.Emulator.Tests.Amqp;

/// <summary>Cloud-to-device messages and their feedback, as far as the official client of tests/Interop cannot be made to ask.</summary>
public sealed class ServiceLinksTests : IAsyncLifetime
{
    private const string Host = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private AmqpBench? _bench;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AmqpBench Bench => _bench!;

    private IotEmulator Emulator => Bench.Emulator;

    public async ValueTask InitializeAsync() => _bench = await AmqpBench.StartAsync();

    public ValueTask DisposeAsync() => _bench?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Nothing_is_sent_and_nothing_told_without_a_token()
    {
        Connection connection = await Bench.ConnectAsync();
        Assert.Equal(ErrorCode.UnauthorizedAccess, await AmqpBench.RefusalAsync(attached => new SenderLink(new Session(connection), "send", Target("/messages/devicebound"), attached)));
        Assert.Equal(ErrorCode.UnauthorizedAccess, await AmqpBench.RefusalAsync(attached => new ReceiverLink(new Session(connection), "read", Source(FeedbackReader.Address), attached)));
    }

    [Theory]
    [InlineData("service", Host, Host, 200)]
    [InlineData("service", Host, $"amqps://{Host}:5671/", 200)]
    [InlineData("iothubowner", Host, Host, 200)]
    [InlineData("registryRead", Host, Host, 401)]
    [InlineData("service", "127.0.0.9", Host, 401)]
    [InlineData("service", $"{Host}/devices/kiln", Host, 401)]
    [InlineData("service", Host, "another.hub", 400)]
    public async Task A_token_opens_the_hub_whose_policy_with_ServiceConnect_made_it(string policy, string resource, string audience, int status)
    {
        Connection connection = await Bench.ConnectAsync();
        Assert.Equal(status, await AmqpBench.PutTokenAsync(connection, audience, Token(policy, resource), isAnswerNamed: false));
    }

    [Theory]
    [InlineData("servicebus.windows.net:sastoken", 200)]
    [InlineData("azure-devices.net:sastoken", 200)]
    [InlineData("jwt", 400)]
    public async Task A_token_is_a_shared_access_signature_by_either_of_its_names(string type, int status) => Assert.Equal(
        status, await AmqpBench.PutTokenAsync(await Bench.ConnectAsync(), Host, Token("service", Host), type: type));

    [Fact]
    public async Task A_token_that_expires_ends_the_sending()
    {
        SenderLink sender = new(new Session(await ConnectServiceAsync()), "send", "/messages/devicebound");
        await Emulator.Devices.AddAsync("kiln", Stop);
        await sender.SendAsync(MessageTo("kiln"));
        Bench.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(ErrorCode.UnauthorizedAccess, (string)(await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(MessageTo("kiln")))).Error.Condition);
    }

    [Theory]
    [InlineData("/messages/devicebound", "/messages/serviceBound/feedback")]
    [InlineData("messages/devicebound/", "messages/servicebound/feedback/")]
    [InlineData($"amqps://{Host}:5671/messages/deviceBound", $"amqps://{Host}:5671/messages/serviceBound/feedback")]
    public async Task A_link_is_attached_to_a_path_or_to_the_whole_address(string sending, string reading)
    {
        Connection connection = await ConnectServiceAsync();
        await ExpireAsync(connection, "one", sending);
        Assert.Equal("one", MessageIdOf(await Read(connection, reading).ReceiveAsync(Patience)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/devices/kiln")]
    [InlineData("/devices/kiln/modules/burner/messages/devicebound")]
    public async Task A_message_to_what_is_no_device_is_refused(string? to)
    {
        SenderLink sender = new(new Session(await ConnectServiceAsync()), "send", "/messages/devicebound");
        await Emulator.Devices.AddAsync("kiln", Stop);
        Message message = MessageTo("kiln");
        message.Properties.To = to;
        Assert.Equal(HubError.ArgumentInvalid, (string)(await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(message))).Error.Condition);
        Assert.Equal(0, Emulator.Devices["kiln"].QueuedMessages);
    }

    [Fact]
    public async Task A_message_that_asks_for_feedback_of_another_kind_is_refused()
    {
        SenderLink sender = new(new Session(await ConnectServiceAsync()), "send", "/messages/devicebound");
        await Emulator.Devices.AddAsync("kiln", Stop);
        Message message = MessageTo("kiln");
        message.ApplicationProperties["iothub-ack"] = "sometimes";
        Assert.Equal(HubError.ArgumentInvalid, (string)(await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(message))).Error.Condition);
    }

    [Fact]
    public async Task Messages_of_one_link_that_waits_for_no_answer_are_queued_in_their_order()
    {
        SenderLink sender = new(new Session(await ConnectServiceAsync()), "send", "/messages/devicebound");
        string connectionString = await Emulator.Devices.AddAsync("kiln", Stop);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => sender.SendAsync(MessageTo("kiln", $"m{i}"))));
        Assert.Equal(20, Emulator.Devices["kiln"].QueuedMessages);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"m{i}"), await FetchAllAsync(connectionString, 20));
    }

    [Fact]
    public async Task Feedback_that_is_released_or_left_comes_again_and_accepted_feedback_does_not()
    {
        Connection connection = await ConnectServiceAsync();
        await ExpireAsync(connection, "one");
        ReceiverLink first = Read(connection);
        Message message = await first.ReceiveAsync(Patience);
        Assert.Equal("one", MessageIdOf(message));
        first.Release(message);
        message = await first.ReceiveAsync(Patience);
        Assert.Equal("one", MessageIdOf(message));
        await first.CloseAsync();

        ReceiverLink second = Read(connection);
        message = await second.ReceiveAsync(Patience);
        Assert.Equal("one", MessageIdOf(message));
        Assert.Equal("application/vnd.microsoft.iothub.feedback.json", message.Properties.ContentType);
        second.Accept(message);
        await ExpireAsync(connection, "two");
        Assert.Equal("two", MessageIdOf(await second.ReceiveAsync(Patience)));
    }

    [Fact]
    public async Task Feedback_is_delivered_with_a_GUID_for_its_tag_another_one_each_time()
    {
        Connection connection = await ConnectServiceAsync();
        await ExpireAsync(connection, "one");
        ReceiverLink reader = Read(connection);
        Message first = await reader.ReceiveAsync(Patience);
        Guid tag = new(first.DeliveryTag);
        reader.Release(first);
        Message second = await reader.ReceiveAsync(Patience);

        Assert.Equal("one", MessageIdOf(second));
        Assert.NotEqual(tag, new Guid(second.DeliveryTag));
    }

    [Fact]
    public async Task Feedback_goes_to_who_wants_it_and_not_to_who_has_ceased_to()
    {
        Connection connection = await ConnectServiceAsync();
        ReceiverLink first = new(new Session(connection), "first", FeedbackReader.Address);
        first.SetCredit(2, CreditMode.Manual);
        await ExpireAsync(connection, "one");
        Assert.Equal("one", MessageIdOf(await first.ReceiveAsync(Patience)));
        first.SetCredit(0, CreditMode.Manual);
        await ExpireAsync(connection, "two");

        Assert.Equal("two", MessageIdOf(await Read(connection).ReceiveAsync(Patience)));
    }

    [Fact]
    public async Task Feedback_is_taken_once_in_order_and_at_most_64_together()
    {
        FeedbackQueue queue = new();
        MessageFeedbackLog log = new();
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task filling = queue.FillAsync(log, over.Token);
        for (int i = 0; i < 100; i++)
        {
            log.Append(new MessageFeedback($"{i}", "kiln", FeedbackStatus.Success, DateTimeOffset.UnixEpoch));
        }

        List<string> taken = [];
        while (taken.Count < 100)
        {
            IReadOnlyList<MessageFeedback> batch = await queue.TakeAsync(Stop);
            Assert.InRange(batch.Count, 1, 64);
            taken.AddRange(batch.Select(feedback => feedback.MessageId));
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), taken);
        await over.CancelAsync();
        await filling;
    }

    private static Source Source(string address) => new() { Address = address };

    private static Target Target(string address) => new() { Address = address };

    private static Message MessageTo(string deviceId, string? messageId = null) => new()
    {
        Properties = new Properties { To = $"/devices/{deviceId}/messages/devicebound", MessageId = messageId },
        ApplicationProperties = new ApplicationProperties(),
        BodySection = new Data { Binary = "{}"u8.ToArray() },
    };

    private static ReceiverLink Read(Connection connection, string address = FeedbackReader.Address)
    {
        ReceiverLink link = new(new Session(connection), $"feedback-{Guid.NewGuid()}", address);
        link.SetCredit(10);
        return link;
    }

    private static string? MessageIdOf(Message message) =>
        Assert.Single(JsonDocument.Parse((byte[])message.Body).RootElement.EnumerateArray()).GetProperty("originalMessageId").GetString();

    private string Token(string policy, string resource) => Bench.Token(resource, policy, TimeSpan.FromHours(1), Convert.FromBase64String(IotEmulator.DevelopmentKey));

    private async Task<Connection> ConnectServiceAsync()
    {
        Connection connection = await Bench.ConnectAsync();
        Assert.Equal(200, await AmqpBench.PutTokenAsync(connection, Host, Token("service", Host)));
        return connection;
    }

    /// <summary>Sends a message to a device that is not there to take it, and lets its time pass.</summary>
    private async Task ExpireAsync(Connection connection, string messageId, string address = DeviceBoundNode.Address)
    {
        if (!Emulator.Devices.List().Contains("kiln"))
        {
            await Emulator.Devices.AddAsync("kiln", Stop);
        }

        Message message = MessageTo("kiln", messageId);
        message.Header = new Header { Ttl = 1000 };
        message.ApplicationProperties["iothub-ack"] = "negative";
        SenderLink sender = new(new Session(connection), $"send-{messageId}", address);
        await sender.SendAsync(message);
        Bench.Time.Advance(TimeSpan.FromSeconds(2));
    }

    private async Task<List<string>> FetchAllAsync(string connectionString, int count)
    {
        string key = connectionString[(connectionString.LastIndexOf("Key=", StringComparison.Ordinal) + 4)..];
        using HttpClient http = Emulator.Http();
        List<string> ids = [];
        for (int i = 0; i < count; i++)
        {
            (int status, _, _, HttpResponseMessage response) = await http.SendAsync(
                "GET", "/devices/kiln/messages/deviceBound?api-version=2021-04-12", Client.Token($"{Host}/devices/kiln", key, Bench.Time.GetUtcNow().AddHours(1)));
            using (response)
            {
                Assert.Equal(200, status);
                ids.Add(response.Headers.GetValues("iothub-messageid").Single());
            }
        }

        return ids;
    }
}
