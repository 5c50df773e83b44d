using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModuleIdentities.Emulator.Tests.Faults;

namespace ModuleIdentities.Emulator.Tests.Management;

/// <summary>The management API, as a tool in another language uses it.</summary>
public sealed class ManagementTests : EmulatorTests
{
    private string Bearer => $"Bearer {Emulator.ManagementToken}";

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Basic x")]
    public async Task Without_the_token_of_this_run_nothing_is_answered(string? authorization)
    {
        (int status, _, JsonNode? body, HttpResponseMessage response) = await Http.SendAsync("GET", "/_emulator/faults", authorization);

        Assert.Equal(401, status);
        Assert.Contains("token", (string)body!["error"]!, StringComparison.Ordinal);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.DoesNotContain(Emulator.ManagementToken, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(401, (await Http.SendAsync("GET", "/_emulator/faults", Client.Owner())).Status);
    }

    [Fact]
    public async Task A_fault_is_added_hits_and_is_removed()
    {
        (int status, _, JsonNode? added, HttpResponseMessage response) = await Http.SendAsync(
            "POST", "/_emulator/faults", Bearer, """{"operations":"GetDevice, ListDevices","times":2,"kind":"refuse","status":503}""");
        Assert.Equal(201, status);
        string fault = response.Headers.Location!.ToString();
        Assert.Equal($"/_emulator/faults/{added!["id"]}", fault);

        Assert.Equal(503, (await Http.SendAsync("GET", "/devices?api-version=2021-04-12", Client.Owner())).Status);
        JsonNode listed = (await Http.SendAsync("GET", "/_emulator/faults", Bearer)).Body![0]!;
        Assert.Equal(1, (int)listed["hits"]!);
        Assert.Equal("refuse", (string)listed["fault"]!["kind"]!);
        Assert.Equal("GetDevice, ListDevices", (string)listed["fault"]!["operations"]!);
        Assert.Equal(1, (int)(await Http.SendAsync("GET", fault, Bearer)).Body!["hits"]!);

        Assert.Equal(204, (await Http.SendAsync("DELETE", fault, Bearer)).Status);
        Assert.Equal(404, (await Http.SendAsync("GET", fault, Bearer)).Status);
        Assert.Equal(200, (await Http.SendAsync("GET", "/devices?api-version=2021-04-12", Client.Owner())).Status);
        Assert.Empty(Emulator.Faults.Handles);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"kind":"nonsense"}""")]
    [InlineData("""{"kind":"refuse","status":200}""")]
    [InlineData("""{"kind":"refuse","status":503,"typo":1}""")]
    public async Task What_is_no_fault_is_refused(string body)
    {
        (int status, _, JsonNode? answer, _) = await Http.SendAsync("POST", "/_emulator/faults", Bearer, body);

        Assert.Equal(400, status);
        Assert.StartsWith("That is no fault: ", (string)answer!["error"]!, StringComparison.Ordinal);
        Assert.Empty(Emulator.Faults.Handles);
    }

    [Fact]
    public async Task Every_kind_of_fault_can_be_written_and_read_again()
    {
        Fault[] faults =
        [
            Fault.RefuseConnect(3), Fault.DropLink(2), Fault.HalfOpen(), Fault.BlackHole() with { DeviceId = "nobody" }, Fault.Delay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
            Fault.DelayAcknowledgement(TimeSpan.FromSeconds(1)), Fault.LoseAcknowledgement(), Fault.RefuseSubscription(), Fault.Lose(EmulatorOperations.Telemetry),
            Fault.Duplicate(EmulatorOperations.DesiredChange), Fault.Swap(EmulatorOperations.DesiredChange), Fault.Refuse(429, TimeSpan.FromSeconds(7)),
            Fault.Refuse(HubErrorCode.DeviceNotFound), Fault.LoseAnswer(), Fault.TruncateAnswer(), Fault.SlowAnswer(TimeSpan.FromSeconds(3)),
            Fault.HideNewIdentities(TimeSpan.FromSeconds(4)), Fault.KeepAssigning(TimeSpan.FromSeconds(5)), Fault.FailRegistration(400208), Fault.DisableRegistration(),
            Fault.AssignElsewhere("other.example"), Fault.ShiftClock(TimeSpan.FromMinutes(-3)), Fault.ExpireTokens(),
        ];
        List<string> kinds = [];
        foreach (Fault fault in faults)
        {
            using FaultHandle handle = Emulator.Faults.Add(fault with { StartsIn = TimeSpan.FromHours(1), Seed = 3 });
            JsonNode written = (await Http.SendAsync("GET", $"/_emulator/faults/{handle.Id}", Bearer)).Body!["fault"]!;
            kinds.Add((string)written["kind"]!);
            (int status, _, JsonNode? added, _) = await Http.SendAsync("POST", "/_emulator/faults", Bearer, written.ToJsonString());
            Assert.True(status == 201, $"{written}: {added}");
            Assert.Equal(written.ToJsonString(), added!["fault"]!.ToJsonString());
        }

        Assert.Equal(typeof(Fault).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Length, kinds.Distinct().Count());
    }

    [Fact]
    public async Task Connections_are_listed_and_closed_even_in_a_black_hole()
    {
        using DeviceLink other = await DeviceLink.ConnectAsync(Emulator, "a");
        await using MqttIdentity module = await MqttIdentity.AddAsync(Emulator, "d", "m");
        await module.SubscribeAsync("$iothub/methods/POST/#");

        JsonArray connections = (await Http.SendAsync("GET", "/_emulator/connections", Bearer)).Body!.AsArray();
        Assert.Equal(["a", "d"], connections.Select(connection => (string)connection!["deviceId"]!));
        Assert.Equal(("127.0.0.1", "m"), ((string)connections[1]!["hub"]!, (string)connections[1]!["moduleId"]!));
        Assert.Equal(["DirectMethods"], connections[1]!["subscriptions"]!.AsArray().Select(name => (string)name!));

        using FaultHandle hole = Emulator.Faults.Add(Fault.BlackHole() with { DeviceId = "nobody" });
        Assert.Equal(204, (await Http.SendAsync("DELETE", "/_emulator/connections/d/m", Bearer)).Status);
        Assert.Equal(404, (await Http.SendAsync("DELETE", "/_emulator/connections/d/m", Bearer)).Status);
        (int status, _, JsonNode? refused, _) = await Http.SendAsync("DELETE", "/_emulator/connections/a?hub=other", Bearer);
        Assert.Equal((400, true), (status, ((string)refused!["error"]!).Contains("'other' is no hub", StringComparison.Ordinal)));
        await module.Closed;
        await other.SendAsync();
    }

    [Fact]
    public async Task Who_is_made_with_the_name_of_one_that_was_connected_never_was()
    {
        await using MqttIdentity module = await MqttIdentity.AddAsync(Emulator, "d", "m");
        await Emulator.Devices.RemoveAsync("d", Cancellation);
        await module.Closed;
        while ((await Http.SendAsync("GET", "/_emulator/connections", Bearer)).Body!.AsArray().Count > 0)
        {
            await Task.Yield();
        }

        await Emulator.Devices.AddAsync("d", Cancellation);
        JsonNode made = (await Http.SendAsync(
            "PUT", "/devices/d/modules/m?api-version=2021-04-12", Client.Owner(), """{"deviceId":"d","moduleId":"m"}""")).Body!;
        Assert.Equal(default, (DateTime)made["connectionStateUpdatedTime"]!);
    }

    [Fact]
    public async Task Limits_show_what_was_asked_for()
    {
        Emulator.Hubs[0].Limits.Scale = new HubScale(HubSku.S1, 2);
        await Http.SendAsync("GET", "/devices?api-version=2021-04-12", Client.Owner());

        JsonNode limits = (await Http.SendAsync("GET", "/_emulator/limits", Bearer)).Body!;

        Assert.Equal(("S1", 2), ((string)limits["hubs"]![0]!["sku"]!, (int)limits["hubs"]![0]!["units"]!));
        Assert.Equal(1, (int)limits["hubs"]![0]!["Registry"]!["admitted"]!);
        Assert.Equal(0, (int)limits["provisioning"]!["Polls"]!["refused"]!);
    }

    [Fact]
    public async Task The_journal_has_nothing_of_it_and_what_is_not_there_is_404()
    {
        Assert.Equal(404, (await Http.SendAsync("GET", "/_emulator/nothing", Bearer)).Status);
        Assert.Equal(404, (await Http.SendAsync("PUT", "/_emulator/faults", Bearer, "{}")).Status);

        Assert.DoesNotContain(Emulator.Journal.Entries, entry => entry.ToString().Contains("Emulator", StringComparison.Ordinal));
    }

    [Fact]
    public void The_address_is_that_of_the_https_port() =>
        Assert.Equal(new Uri($"https://127.0.0.1:{Emulator.HttpsPort}/_emulator/"), Emulator.ManagementUri);

    [Fact]
    public async Task Messages_come_as_lines_of_json_and_as_events_with_filters()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(Emulator, "d");
        await using MqttIdentity module = await MqttIdentity.AddAsync(Emulator, "d", "m");
        await device.PublishAsync("devices/d/messages/events/a=1&%24.ct=application%2Fjson", """{"t":1}""");
        await module.PublishAsync("devices/d/modules/m/messages/events/", "no json");
        await device.PublishAsync("devices/d/messages/events/", """{"t":3}""");

        JsonNode[] all = await LinesAsync("follow=false");
        Assert.Equal([1, 2, 3], all.Select(message => (int)message["sequenceNumber"]!));
        Assert.Equal(1, (int)all[0]["body"]!["t"]!);
        Assert.Equal(("1", "application/json"), ((string)all[0]["properties"]!["a"]!, (string)all[0]["systemProperties"]!["content-type"]!));
        Assert.Equal("no json"u8.ToArray(), all[1]["bodyBase64"]!.GetValue<string>() is { } text ? Convert.FromBase64String(text) : []);
        Assert.Equal([2], (await LinesAsync("follow=false&device=d&module=m")).Select(message => (int)message["sequenceNumber"]!));
        Assert.Equal([1, 3], (await LinesAsync("follow=false&module=")).Select(message => (int)message["sequenceNumber"]!));
        Assert.Equal([3], (await LinesAsync("follow=false&after=2&hub=127.0.0.1")).Select(message => (int)message["sequenceNumber"]!));
        Assert.Empty(await LinesAsync("follow=false&since=2100-01-01T00:00:00Z"));
        Assert.Empty(await LinesAsync("follow=false&device=other"));

        using StreamReader events = await OpenAsync("module=", "text/event-stream", lastEventId: "1");
        Assert.Equal("id: 3", await events.ReadLineAsync(Cancellation));
        Assert.Equal("event: message", await events.ReadLineAsync(Cancellation));
        Assert.StartsWith("""data: {"sequenceNumber":3,""", await events.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("", await events.ReadLineAsync(Cancellation));
        await device.PublishAsync("devices/d/messages/events/", "4");
        Assert.Equal("id: 4", await events.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task A_body_that_is_json_but_no_utf8_comes_as_base64()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(Emulator, "d");
        byte[] body = [(byte)'"', 0xFF, (byte)'"'];
        await MQTTnet.MqttClientExtensions.PublishBinaryAsync(
            device.Mqtt, "devices/d/messages/events/", body, MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);

        JsonNode message = Assert.Single(await LinesAsync("follow=false"));

        Assert.Equal((null, Convert.ToBase64String(body)), (message["body"], (string?)message["bodyBase64"]));
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("since=yesterday")]
    [InlineData("follow=maybe")]
    [InlineData("devcie=d")]
    public async Task A_filter_that_cannot_be_read_is_refused(string query) =>
        Assert.Equal(400, (await Http.SendAsync("GET", $"/_emulator/messages?{query}", Bearer)).Status);

    [Fact]
    public async Task A_reader_that_does_not_read_holds_nobody_up()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(Emulator, "d");
        using StreamReader stalled = await OpenAsync("", "application/x-ndjson");
        using StreamReader reading = await OpenAsync("after=299", "application/x-ndjson");
        string body = $"\"{new string('x', 100_000)}\"";

        for (int i = 0; i < 300; i++)
        {
            await device.PublishAsync("devices/d/messages/events/", body);
        }

        Assert.StartsWith("""{"sequenceNumber":300,""", await reading.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_process_messages_are_read_with_the_same_filters()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(Emulator, "d");
        await using MqttIdentity module = await MqttIdentity.AddAsync(Emulator, "d", "m");
        await device.PublishAsync("devices/d/messages/events/", "1");
        await module.PublishAsync("devices/d/modules/m/messages/events/", "2");

        IAsyncEnumerable<ReceivedMessage> wanted = Emulator.Messages.ReadAsync(new MessageFilter { DeviceId = "d", ModuleId = "m" }, Cancellation);

        Assert.Equal(2, (await wanted.FirstAsync(Cancellation)).SequenceNumber);
    }

    private async Task<JsonNode[]> LinesAsync(string query)
    {
        using StreamReader lines = await OpenAsync(query, "application/x-ndjson");
        return [.. (await lines.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private async Task<StreamReader> OpenAsync(string query, string accepts, string? lastEventId = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/_emulator/messages?{query}");
        request.Headers.TryAddWithoutValidation("Authorization", Bearer);
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accepts));
        HttpResponseMessage response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal((200, accepts), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        return new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
    }
}
