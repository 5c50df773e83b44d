using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Wire;

/// <summary>What is assumed of Azure can be assumed otherwise, and a client sees the difference.</summary>
public sealed class AssumptionTests
{
    private const string Version = "?api-version=2021-04-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 401)]
    [InlineData(false, 404)]
    public async Task A_missing_device_is_hidden_or_not(bool isHidden, int status)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { HideMissingDevices = isHidden });
        using HttpClient http = emulator.Http();

        Assert.Equal(status, (await http.SendAsync("GET", $"/devices/none/modules{Version}", Client.Owner())).Status);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 401)]
    public async Task A_device_reads_itself_or_not(bool mayRead, int status)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { DevicesMayReadThemselves = mayRead });
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        using HttpClient http = emulator.Http();

        Assert.Equal(status, (await http.SendAsync("GET", $"/devices/d{Version}", Client.Token("127.0.0.1/devices/d", key))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_is_shown_the_keys_of_its_modules_or_not(bool areShown)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { DevicesSeeModuleKeys = areShown });
        string token = Client.Token("127.0.0.1/devices/d", Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation)));
        using HttpClient http = emulator.Http();

        JsonNode made = (await http.SendAsync("PUT", $"/devices/d/modules/m{Version}", token, """{"deviceId":"d","moduleId":"m"}""")).Body!;
        JsonNode read = (await http.SendAsync("GET", $"/devices/d/modules/m{Version}", token)).Body!;
        JsonNode listed = (await http.SendAsync("GET", $"/devices/d/modules{Version}", token)).Body![0]!;
        JsonNode owned = (await http.SendAsync("GET", $"/devices/d/modules/m{Version}", Client.Owner())).Body!;

        Assert.All([made, read, listed], module => Assert.Equal(areShown, Key(module) is not null));
        Assert.NotNull(Key(owned));
        Assert.Equal("sas", (string?)made["authentication"]!["type"]);
        static string? Key(JsonNode module) => (string?)module["authentication"]!["symmetricKey"]!["primaryKey"];
    }

    [Theory]
    [InlineData("{deviceId}/{moduleId}", "d/m")]
    [InlineData("{moduleId}", "m")]
    public async Task The_common_name_of_a_module_is_what_is_assumed(string assumed, string commonName)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { ModuleCommonName = assumed });
        using TestCertificateAuthority root = TestCertificateAuthority.CreateRoot("Contoso");
        emulator.Hubs[0].AddCertificateAuthority(root.Certificate);
        await emulator.Devices.AddAsync("d", Cancellation);
        await emulator.Devices.AddX509ModuleAsync("d", "m", certificate: null, Cancellation);

        Assert.True(await ConnectsAsync(commonName));
        Assert.False(await ConnectsAsync("other"));

        async Task<bool> ConnectsAsync(string name)
        {
            using TestCertificate certificate = root.Issue(name);
            using IMqttClient client = new MqttClientFactory().CreateMqttClient();
            MqttClientOptions options = new MqttClientOptionsBuilder()
                .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311)
                .WithClientId("d/m")
                .WithCredentials($"127.0.0.1/d/m/{Version}", (string?)null)
                .WithTcpServer("127.0.0.1", emulator.MqttPort)
                .WithStreamProvider(new TlsStreams(emulator, certificate))
                .Build();
            return (await client.ConnectAsync(options, Cancellation)).ResultCode == MqttClientConnectResultCode.Success;
        }
    }

    [Theory]
    [InlineData("initialAssignment")]
    [InlineData("reprovisionedToInitialAssignment")]
    public async Task A_repeated_registration_has_the_substatus_that_is_assumed(string substatus)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { SubstatusOfRepeatedRegistration = substatus });
        string token = Enroll(emulator);
        using HttpClient http = emulator.Http();

        Assert.Equal("initialAssignment", (string?)(await http.RegisterAsync("line-4", token)).Body["registrationState"]!["substatus"]);
        Assert.Equal(substatus, (string?)(await http.RegisterAsync("line-4", token)).Body["registrationState"]!["substatus"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_registration_that_goes_on_has_a_state_or_not(bool hasState)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(
            new IotEmulatorOptions { AssigningPolls = 1, Assumptions = new AzureAssumptions { StateWhileAssigning = hasState } }, Cancellation);
        string token = Enroll(emulator);
        string path = $"/{emulator.IdScope}/registrations/line-4";
        using HttpClient http = emulator.Http();

        JsonNode accepted = (await http.SendAsync("PUT", $"{path}/register{Version}", token, "{}")).Body!;
        JsonNode polled = (await http.SendAsync("GET", $"{path}/operations/{accepted["operationId"]}{Version}", token)).Body!;
        JsonNode ended = (await http.SendAsync("GET", $"{path}/operations/{accepted["operationId"]}{Version}", token)).Body!;

        Assert.Equal(("assigning", "assigning", "assigned"), ((string?)accepted["status"], (string?)polled["status"], (string?)ended["status"]));
        Assert.Equal((hasState, hasState, true), (accepted["registrationState"] is not null, polled["registrationState"] is not null, ended["registrationState"] is not null));
    }

    [Theory]
    [InlineData(true, 400207)]
    [InlineData(false, 400208)]
    public async Task An_allocation_that_names_an_unlinked_hub_has_the_number_that_is_assumed(bool fails, int number)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { UnlinkedAllocationFails = fails });
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("line-4", settings: new EnrollmentSettings
        {
            Allocation = AllocationPolicy.Custom,
            Allocate = (_, _) => ValueTask.FromResult(new AllocationAnswer("elsewhere.example")),
        });
        using HttpClient http = emulator.Http();

        JsonNode body = (await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", enrollment.PrimaryKey!))).Body;

        Assert.Equal(("failed", number), ((string?)body["status"], (int?)body["registrationState"]!["errorCode"]));
    }

    [Theory]
    [InlineData(false, 409)]
    [InlineData(true, 200)]
    public async Task An_enrolment_is_replaced_without_its_etag_or_not(bool isReplaced, int status)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { ReplaceEnrollmentsWithoutETag = isReplaced });
        emulator.Enrollments.AddSymmetricKey("line-4");
        using HttpClient http = emulator.Http();
        string owner = Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "provisioningserviceowner");

        int answered = (await http.SendAsync(
            "PUT", $"/enrollments/line-4{Version}", owner, """{"registrationId":"line-4","deviceId":"pump","attestation":{"type":"symmetricKey"}}""")).Status;
        string? deviceId = (string?)(await http.SendAsync("GET", $"/enrollments/line-4{Version}", owner)).Body!["deviceId"];

        Assert.Equal((status, isReplaced), (answered, deviceId == "pump"));
    }

    [Fact]
    public async Task Only_a_put_replaces_an_enrolment_without_its_etag()
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { ReplaceEnrollmentsWithoutETag = true });
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("line-4");
        using HttpClient http = emulator.Http();

        JsonNode bulk = (await http.SendAsync(
            "POST",
            $"/enrollments{Version}",
            Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "provisioningserviceowner"),
            """{"mode":"create","enrollments":[{"registrationId":"line-4","attestation":{"type":"symmetricKey"}}]}""")).Body!;

        Assert.False((bool)bulk["isSuccessful"]!);
        Assert.Throws<ArgumentException>(() => emulator.Enrollments.AddSymmetricKey("line-4", IotEmulator.DevelopmentKey));
        Assert.Equal(enrollment.PrimaryKey, emulator.Enrollments.Find("line-4")!.PrimaryKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_initial_twin_begins_with_the_version_that_is_assumed(long version)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { FirstDesiredVersion = version });
        string token = Enroll(emulator, new EnrollmentSettings { InitialTwin = new JsonObject { ["properties"] = new JsonObject { ["desired"] = new JsonObject { ["a"] = 1 } } } });
        using HttpClient http = emulator.Http();
        await http.RegisterAsync("line-4", token);

        Assert.Equal($$"""{"a":1,"$version":{{version}}}""", await DesiredAsync(emulator, "line-4"));
    }

    [Theory]
    [InlineData(true, """{"b":2,"a":null,"$version":3}""")]
    [InlineData(false, """{"b":2,"$version":3}""")]
    public async Task A_replaced_twin_is_sent_as_a_difference_or_whole(bool isDifference, string sent)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { SendReplacedPropertiesAsDifference = isDifference });
        await using MqttIdentity device = await MqttIdentity.AddAsync(emulator);
        await emulator.Devices["d"].Twin.UpdateDesiredAsync("""{"a":1}""", Cancellation);
        await device.SubscribeAsync("$iothub/twin/PATCH/properties/desired/#");
        using HttpClient http = emulator.Http();

        await http.SendAsync("PUT", $"/twins/d{Version}", Client.Owner(), """{"properties":{"desired":{"b":2}}}""");

        (string topic, string body, _) = await device.ReceiveAsync();
        Assert.Equal(("$iothub/twin/PATCH/properties/desired/?$version=3", sent), (topic, body));
    }

    [Theory]
    [InlineData(true, MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData(false, MqttClientConnectResultCode.NotAuthorized)]
    public async Task Credentials_that_cannot_be_read_have_the_code_that_is_assumed(bool isCode4, MqttClientConnectResultCode expected)
    {
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { UnreadableCredentialsAreCode4 = isCode4 });
        await emulator.Devices.AddAsync("d", Cancellation);

        Assert.Equal(expected, await CodeAsync($"127.0.0.1/d/{Version}"));
        Assert.Equal(expected, await CodeAsync("nonsense"));

        async Task<MqttClientConnectResultCode> CodeAsync(string userName)
        {
            (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync("d", userName, "no token");
            client.Dispose();
            return code;
        }
    }

    [Fact]
    public async Task The_longest_silence_is_what_is_assumed()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { LongestSilence = TimeSpan.FromSeconds(20) }, time);
        await using RawMqtt raw = await RawMqtt.ConnectAsync(emulator, "d", keepAlive: 0);
        await raw.SendBytesAsync([0xC0, 0x00]);
        Assert.Equal([0xD0], await raw.ReceiveAsync());
        for (int i = 0; i < 21; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(emulator.Devices["d"].IsConnected);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await raw.ReceiveAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_connection_outlives_its_token_for_as_long_as_is_assumed(int minutes)
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await StartAsync(new AzureAssumptions { TokenGrace = TimeSpan.FromMinutes(minutes) }, time);
        await using MqttIdentity device = await MqttIdentity.AddAsync(emulator);

        time.Advance(TimeSpan.FromMinutes(59 + minutes));
        Assert.True(emulator.Devices["d"].IsConnected);
        time.Advance(TimeSpan.FromMinutes(2));

        await device.Closed;
    }

    [Fact]
    public async Task What_cannot_be_assumed_is_refused_at_the_start()
    {
        foreach (AzureAssumptions wrong in (AzureAssumptions[])
            [new() { FirstDesiredVersion = 0 }, new() { LongestSilence = TimeSpan.Zero }, new() { TokenGrace = TimeSpan.FromSeconds(-1) }, new() { ModuleCommonName = "" }])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => StartAsync(wrong));
        }
    }

    private static Task<IotEmulator> StartAsync(AzureAssumptions assumptions, TimeProvider? time = null) =>
        IotEmulator.StartAsync(new IotEmulatorOptions { Assumptions = assumptions, TimeProvider = time ?? TimeProvider.System }, Cancellation);

    private static string Enroll(IotEmulator emulator, EnrollmentSettings? settings = null) =>
        ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-4", settings: settings).PrimaryKey!);

    private static async Task<string> DesiredAsync(IotEmulator emulator, string deviceId)
    {
        await using MqttIdentity device = await MqttIdentity.ConnectAsync(emulator, deviceId);
        await device.SubscribeAsync("$iothub/twin/res/#");
        return (await device.GetTwinAsync())["desired"]!.ToJsonString();
    }
}
