using System.Text.Json.Nodes;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class ProvisioningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_of_a_group_registers_with_the_key_derived_for_it_and_no_other()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        EnrollmentGroup group = emulator.Enrollments.AddGroup("fleet");
        using HttpClient http = emulator.Http();

        (int status, JsonNode body) = await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", group.DeriveKey("line-4")));
        int withOthers = (await http.RegisterAsync("line-5", ProvisioningClient.Token(emulator, "line-5", group.DeriveKey("line-4")))).Status;
        int withGroups = (await http.RegisterAsync("line-6", ProvisioningClient.Token(emulator, "line-6", group.PrimaryKey!))).Status;

        Assert.Equal((200, "assigned", "line-4"), (status, (string?)body["status"], (string?)body["registrationState"]!["deviceId"]));
        Assert.Equal("fleet", (string?)body["registrationState"]!["symmetricKey"]!["enrollmentGroupId"]);
        Assert.Equal((401, 401), (withOthers, withGroups));
        Assert.Equal(["line-4"], emulator.Devices.List());
    }

    [Fact]
    public async Task A_registration_is_looked_up_by_its_device_alone()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using HttpClient http = emulator.Http();
        string token = ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!);
        string other = ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-5").PrimaryKey!);
        string path = $"/{emulator.IdScope}/registrations/line-4?api-version=2021-06-01";

        int before = (await http.SendAsync("POST", path, token, "{}")).Status;
        await http.RegisterAsync("line-4", token);
        JsonNode state = (await http.SendAsync("POST", path, token, """{"registrationId":"line-4"}""")).Body!;

        Assert.Equal(404, before);
        Assert.Equal(("assigned", "127.0.0.1", "line-4"), ((string?)state["status"], (string?)state["assignedHub"], (string?)state["deviceId"]));
        Assert.Equal(401, (await http.SendAsync("POST", path, other, "{}")).Status);
    }

    [Fact]
    public async Task The_derived_key_is_that_of_the_published_example()
    {
        // The sample of the service's documentation on symmetric key groups.
        const string GroupKey = "8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==";
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        Assert.Equal(
            "Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=",
            emulator.Enrollments.AddGroup("docs", GroupKey).DeriveKey("sn-007-888-abc-mac-a1-b2-c3-d4-e5-f6"));
    }

    [Fact]
    public async Task Each_hub_has_devices_of_its_own_and_a_device_moves_with_its_enrolment()
    {
        IotEmulatorOptions options = new() { LinkedHubs = ["127.0.0.2"] };
        await using IotEmulator emulator = await IotEmulator.StartAsync(options, Cancellation);
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("line-4");
        using HttpClient http = emulator.Http();
        string token = ProvisioningClient.Token(emulator, "line-4", enrollment.PrimaryKey!);

        emulator.Enrollments.MoveTo("line-4", "127.0.0.2");
        JsonNode first = (await http.RegisterAsync("line-4", token)).Body["registrationState"]!;
        emulator.Enrollments.MoveTo("line-4", "127.0.0.1");
        JsonNode second = (await http.RegisterAsync("line-4", token)).Body["registrationState"]!;

        Assert.Equal(("127.0.0.2", "initialAssignment"), ((string?)first["assignedHub"], (string?)first["substatus"]));
        Assert.Equal(("127.0.0.1", "deviceDataMigrated"), ((string?)second["assignedHub"], (string?)second["substatus"]));
        Assert.Equal(["line-4"], emulator.Hubs["127.0.0.1"].Devices.List());
        Assert.Empty(emulator.Hubs["127.0.0.2"].Devices.List());
    }

    [Theory]
    [InlineData(ReprovisioningPolicy.MigrateData, "127.0.0.2", "deviceDataMigrated", "moved")]
    [InlineData(ReprovisioningPolicy.ResetData, "127.0.0.2", "deviceDataReset", "initial")]
    [InlineData(ReprovisioningPolicy.Never, "127.0.0.1", "reprovisionedToInitialAssignment", "moved")]
    public async Task A_device_that_gets_another_hub_keeps_or_loses_its_data(ReprovisioningPolicy policy, string hub, string substatus, string colour)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("line-4", settings: new EnrollmentSettings
        {
            Allocation = AllocationPolicy.Static,
            Hubs = ["127.0.0.1"],
            Reprovisioning = policy,
            InitialTwin = new JsonObject
            {
                ["tags"] = new JsonObject { ["site"] = "a" },
                ["properties"] = new JsonObject { ["desired"] = new JsonObject { ["colour"] = "initial" } },
            },
        });
        string token = ProvisioningClient.Token(emulator, "line-4", enrollment.PrimaryKey!);
        using HttpClient http = emulator.Http();
        JsonNode first = (await http.RegisterAsync("line-4", token)).Body["registrationState"]!;
        JsonNode seeded = await TwinAsync(emulator, "127.0.0.1");
        using HttpClient firstHub = emulator.Http(hostName: "127.0.0.1");
        await firstHub.SendAsync("PATCH", "/twins/line-4?api-version=2021-04-12", Client.Owner(), """{"properties":{"desired":{"colour":"moved"}}}""");
        await emulator.Devices.AddModuleAsync("line-4", "m", Cancellation);
        emulator.Enrollments.MoveTo("line-4", "127.0.0.2");

        JsonNode second = (await http.RegisterAsync("line-4", token)).Body["registrationState"]!;

        Assert.Equal("initialAssignment", (string?)first["substatus"]);
        Assert.Equal(("initial", 1, "a"), ((string?)seeded["properties"]!["desired"]!["colour"], (int)seeded["properties"]!["desired"]!["$version"]!, (string?)seeded["tags"]!["site"]));
        Assert.Equal((hub, substatus), ((string?)second["assignedHub"], (string?)second["substatus"]));
        JsonNode twin = await TwinAsync(emulator, hub);
        Assert.Equal((colour, "a"), ((string?)twin["properties"]!["desired"]!["colour"], (string?)twin["tags"]!["site"]));
        Assert.Equal(1, emulator.Hubs.Sum(each => each.Devices.List().Count));
        Assert.Equal(policy == ReprovisioningPolicy.Never ? 1 : 0, emulator.Hubs[hub].Devices.ListModules("line-4").Count);
    }

    [Fact]
    public async Task Custom_allocation_decides_hub_twin_and_payload_over_both_transports()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        List<AllocationRequest> asked = [];
        EnrollmentGroup group = emulator.Enrollments.AddGroup("fleet", settings: new EnrollmentSettings
        {
            Allocation = AllocationPolicy.Custom,
            Allocate = (request, _) =>
            {
                asked.Add(request);
                return ValueTask.FromResult(new AllocationAnswer("127.0.0.2")
                {
                    InitialTwin = new JsonObject { ["tags"] = new JsonObject { ["tenant"] = request.Payload!["tenant"]!.DeepClone() } },
                    Payload = new JsonObject { ["welcome"] = request.RegistrationId },
                });
            },
        });
        const string Body = """{"registrationId":"line-4","payload":{"tenant":7}}""";
        string token = ProvisioningClient.Token(emulator, "line-4", group.DeriveKey("line-4"));
        using HttpClient http = emulator.Http();

        JsonNode overHttps = (await http.RegisterAsync("line-4", token, Body)).Body["registrationState"]!;
        JsonNode overMqtt = (await emulator.RegisterAsync("line-4", token, body: Body))!.Value.Body["registrationState"]!;

        Assert.Equal(("127.0.0.2", "line-4"), ((string?)overHttps["assignedHub"], (string?)overHttps["payload"]!["welcome"]));
        Assert.Equal("line-4", (string?)overMqtt["payload"]!["welcome"]);
        Assert.Equal(7, (int)(await TwinAsync(emulator, "127.0.0.2"))["tags"]!["tenant"]!);
        Assert.Equal(["fleet", "fleet"], asked.Select(request => request.EnrollmentGroupId));
        Assert.Equal([null, "127.0.0.2"], asked.Select(request => request.CurrentHub));
        Assert.Equal(["127.0.0.1", "127.0.0.2"], asked[0].LinkedHubs);
    }

    [Theory]
    [InlineData("throws", 400207)]
    [InlineData("unlinked", 400207)]
    [InlineData("bad-twin", 400207)]
    [InlineData("nothing-to-ask", 400207)]
    [InlineData("no-hub", 400208)]
    [InlineData("quota", 400209)]
    public async Task A_registration_without_a_hub_fails_with_200_and_says_why(string what, int errorCode)
    {
        IotEmulatorOptions options = new() { LinkedHubs = ["127.0.0.2"], MaximumIdentities = what == "quota" ? 0 : 10 };
        await using IotEmulator emulator = await IotEmulator.StartAsync(options, Cancellation);
        emulator.Hubs["127.0.0.2"].IsLinked = false;
        emulator.Hubs["127.0.0.1"].IsLinked = what != "no-hub";
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("line-4", settings: new EnrollmentSettings
        {
            Allocation = what is "no-hub" or "quota" ? AllocationPolicy.Hashed : AllocationPolicy.Custom,
            Allocate = what == "nothing-to-ask" ? null : (_, _) => what switch
            {
                "throws" => throw new InvalidOperationException(),
                "unlinked" => ValueTask.FromResult(new AllocationAnswer("127.0.0.2")),
                _ => ValueTask.FromResult(new AllocationAnswer("127.0.0.1") { InitialTwin = new JsonObject { ["tags"] = "none" } }),
            },
        });
        using HttpClient http = emulator.Http();

        (int status, JsonNode body) = await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", enrollment.PrimaryKey!));

        Assert.Equal((200, "failed"), (status, (string?)body["status"]));
        Assert.Equal(errorCode, (int)body["registrationState"]!["errorCode"]!);
        Assert.NotNull(body["registrationState"]!["errorMessage"]);
        Assert.Null(body["registrationState"]!["assignedHub"]);
        Assert.All(emulator.Hubs, hub => Assert.Empty(hub.Devices.List()));
    }

    [Fact]
    public async Task Hashed_spreads_devices_and_lowest_latency_takes_the_nearest_hub()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        EnrollmentGroup spread = emulator.Enrollments.AddGroup("spread");
        using HttpClient http = emulator.Http();
        for (int i = 0; i < 20; i++)
        {
            await http.RegisterAsync($"d{i}", ProvisioningClient.Token(emulator, $"d{i}", spread.DeriveKey($"d{i}")));
        }

        emulator.Hubs["127.0.0.1"].Latency = TimeSpan.FromMilliseconds(80);
        emulator.Hubs["127.0.0.2"].Latency = TimeSpan.FromMilliseconds(20);
        IndividualEnrollment near = emulator.Enrollments.AddSymmetricKey("near", settings: new EnrollmentSettings { Allocation = AllocationPolicy.GeoLatency });
        JsonNode state = (await http.RegisterAsync("near", ProvisioningClient.Token(emulator, "near", near.PrimaryKey!))).Body["registrationState"]!;

        Assert.Equal("127.0.0.2", (string?)state["assignedHub"]);
        Assert.All(emulator.Hubs, hub => Assert.InRange(hub.Devices.List().Count(id => id != "near"), 3, 17));
    }

    [Theory]
    [InlineData("not json", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"registrationId":"other"}""", 400)]
    [InlineData("""{"registrationId":7}""", 400)]
    [InlineData("""{"payload":"text"}""", 400)]
    [InlineData("""{"registrationId":"\ud800"}""", 400)]
    [InlineData("""{"csr":"AAAA"}""", 400)]
    [InlineData("", 200)]
    [InlineData(" ", 200)]
    [InlineData("""{"registrationId":"LINE-4","payload":null}""", 200)]
    public async Task The_body_of_a_registration_is_checked_over_both_transports(string body, int status)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string token = ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!);
        using HttpClient http = emulator.Http();

        Assert.Equal(status, (await http.RegisterAsync("line-4", token, body)).Status);
        Assert.Equal(status, (await emulator.RegisterAsync("line-4", token, body: body))!.Value.Status);
    }

    [Fact]
    public async Task A_body_over_96_KB_is_refused()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string token = ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!);
        using HttpClient http = emulator.Http();
        string body = $$$"""{"payload":{"text":"{{{new string('x', 96 * 1024)}}}"}}""";

        Assert.Equal(400, (await http.RegisterAsync("line-4", token, body)).Status);
    }

    [Theory]
    [InlineData(false, "disabled")]
    [InlineData(true, null)]
    public async Task A_disabled_enrolment_is_told_or_refused_as_the_option_says(bool isRefused, string? status)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { Assumptions = new AzureAssumptions { RefuseDisabledEnrollments = isRefused } }, Cancellation);
        string key = emulator.Enrollments.AddSymmetricKey("line-4", settings: new EnrollmentSettings { IsEnabled = false }).PrimaryKey!;
        using HttpClient http = emulator.Http();

        (int code, JsonNode body) = await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", key));

        Assert.Equal((isRefused ? 401 : 200, status), (code, (string?)body["status"]));
    }

    [Fact]
    public async Task Rekeyed_enrolments_take_only_the_new_keys()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string old = emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!;
        IndividualEnrollment changed = emulator.Enrollments.ChangeKeys("line-4")!;
        using HttpClient http = emulator.Http();

        Assert.Equal(401, (await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", old))).Status);
        Assert.Equal(200, (await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", changed.PrimaryKey!))).Status);
        Assert.Equal(200, (await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", changed.SecondaryKey!))).Status);
    }

    [Theory]
    [InlineData("publish before subscribe")]
    [InlineData("forbidden filter")]
    [InlineData("forbidden filter beside the right one")]
    [InlineData("wildcard")]
    [InlineData("unknown topic")]
    [InlineData("QoS 2")]
    public async Task DPS_over_MQTT_closes_the_connection_on_what_it_does_not_have(string what)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string token = ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!);
        (IMqttClient client, _) = await emulator.ConnectAsync("line-4", $"{emulator.IdScope}/registrations/line-4/api-version=2021-06-01", token);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        const string Answers = "$dps/registrations/res/#";
        const string Register = "$dps/registrations/PUT/iotdps-register/?$rid=1";
        Attempt attempt = what switch
        {
            "forbidden filter" => new(["$dps/registrations/res/200/#"], null, 0),
            "forbidden filter beside the right one" => new([Answers, "devices/#"], null, 0),
            "wildcard" => new(["#"], null, 0),
            "publish before subscribe" => new([], Register, 1),
            "unknown topic" => new([Answers], "$dps/registrations/PUT/other/?$rid=1", 1),
            _ => new([Answers], Register, 2),
        };

        try
        {
            if (attempt.Filters.Length > 0)
            {
                MqttClientSubscribeOptionsBuilder subscribe = new();
                Array.ForEach(attempt.Filters, filter => subscribe.WithTopicFilter(filter));
                await client.SubscribeAsync(subscribe.Build(), Cancellation);
            }

            if (attempt.Topic is not null)
            {
                await client.PublishStringAsync(attempt.Topic, "{}", (MQTTnet.Protocol.MqttQualityOfServiceLevel)attempt.Quality, false, Cancellation);
            }
        }
        catch (MQTTnet.Exceptions.MqttCommunicationException)
        {
            // The answer never came: the connection was closed.
        }

        await closed.Task.WaitAsync(Cancellation);
        Assert.Empty(emulator.Devices.List());
        client.Dispose();
    }

    [Fact]
    public async Task DPS_over_MQTT_never_has_a_session_and_grants_QoS_1()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string token = ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!);
        for (int i = 0; i < 2; i++)
        {
            using IMqttClient client = new MqttClientFactory().CreateMqttClient();
            MqttClientConnectResult connected = await client.ConnectAsync(
                new MqttClientOptionsBuilder()
                    .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311)
                    .WithClientId("line-4")
                    .WithCredentials($"{emulator.IdScope}/registrations/line-4/api-version=2021-06-01", token)
                    .WithCleanSession(false)
                    .WithTcpServer(emulator.HostName, emulator.MqttPort)
                    .WithStreamProvider(new TlsStreams(emulator, null))
                    .Build(),
                Cancellation);
            MqttClientSubscribeResult subscribed = await client.SubscribeAsync(
                "$dps/registrations/res/#", MQTTnet.Protocol.MqttQualityOfServiceLevel.ExactlyOnce, Cancellation);

            Assert.False(connected.IsSessionPresent);
            Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, Assert.Single(subscribed.Items).ResultCode);
            await client.UnsubscribeAsync("$dps/registrations/res/#", Cancellation);
        }
    }

    private sealed record Attempt(string[] Filters, string? Topic, int Quality);

    private static async Task<JsonNode> TwinAsync(IotEmulator emulator, string hub)
    {
        using HttpClient http = emulator.Http(hostName: hub);
        return (await http.SendAsync("GET", "/twins/line-4?api-version=2021-04-12", Client.Token(hub, IotEmulator.DevelopmentKey, keyName: "iothubowner"))).Body!;
    }
}
