using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator.Tests.Wire;
using MQTTnet;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Tests.Limits;

/// <summary>The throttles of the Device Provisioning Service.</summary>
public sealed class ProvisioningLimitTests : EmulatorTests
{
    private const string Version = "?api-version=2021-06-01";
    private const string Line4 = $"/{IotEmulator.DefaultIdScope}/registrations/line-4";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private string _key = null!;

    protected override IotEmulatorOptions Options => new()
    {
        TimeProvider = _time,
        ProvisioningRates = new ProvisioningRates { RegistrationsPerMinute = 3, OperationsPerMinute = 5 },
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _key = Emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!;
    }

    [Fact]
    public async Task Registrations_beyond_the_limit_are_answered_429_with_the_time_to_wait()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(202, (await RegisterAsync()).Status);
        }

        (int status, _, JsonNode? body, HttpResponseMessage response) = await RegisterAsync();

        Assert.Equal((429, 429000), (status, (int)body!["errorCode"]!));
        Assert.Equal(TimeSpan.FromSeconds(20), response.Headers.RetryAfter!.Delta);
        Assert.Equal(new ThrottleCounts(3, 0, 1), Emulator.ProvisioningLimits[ProvisioningThrottle.Registrations]);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(202, (await RegisterAsync()).Status);
    }

    [Fact]
    public async Task Over_MQTT_the_time_to_wait_is_in_the_topic()
    {
        Emulator.ProvisioningLimits.Rates = new ProvisioningRates { RegistrationsPerMinute = 1 };
        Assert.Equal(202, (await RegisterAsync()).Status);
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        TaskCompletionSource<MqttApplicationMessage> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += received =>
        {
            answer.TrySetResult(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        MqttClientOptions options = Emulator
            .MqttOptions("line-4", $"{Emulator.IdScope}/registrations/line-4/api-version=2021-06-01", Token())
            .Build();
        await client.ConnectAsync(options, Cancellation);
        await client.SubscribeAsync("$dps/registrations/res/#", MqttQualityOfServiceLevel.AtLeastOnce, Cancellation);

        await client.PublishStringAsync("$dps/registrations/PUT/iotdps-register/?$rid=1", "{}", MqttQualityOfServiceLevel.AtLeastOnce, false, Cancellation);

        MqttApplicationMessage refused = await answer.Task.WaitAsync(Cancellation);
        Assert.Equal("$dps/registrations/res/429/?$rid=1&retry-after=60", refused.Topic);
        Assert.Equal(429000, (int)JsonNode.Parse(Encoding.UTF8.GetString(refused.Payload.FirstSpan))!["errorCode"]!);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_device_polls_five_times_in_ten_seconds_and_no_more()
    {
        string operation = (string)(await RegisterAsync()).Body!["operationId"]!;
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await PollAsync(operation)).Status);
        }

        (int status, _, _, HttpResponseMessage response) = await PollAsync(operation);

        Assert.Equal(429, status);
        Assert.Equal("2", response.Headers.GetValues("Retry-After").Single());
        string other = Emulator.Enrollments.AddSymmetricKey("line-5").PrimaryKey!;
        Assert.Equal(200, (await Http.RegisterAsync("line-5", ProvisioningClient.Token(Emulator, "line-5", other, _time.GetUtcNow().AddHours(1)))).Status);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await PollAsync(operation)).Status);
        Assert.Equal(new ThrottleCounts(7, 0, 1), Emulator.ProvisioningLimits[ProvisioningThrottle.Polls]);
    }

    [Fact]
    public async Task The_service_api_shares_the_operations_with_the_devices()
    {
        Assert.Equal(202, (await RegisterAsync()).Status);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await EnrollmentAsync()).Status);
        }

        (int status, _, JsonNode? body, HttpResponseMessage response) = await EnrollmentAsync();

        Assert.Equal((429, 429000), (status, (int)body!["errorCode"]!));
        Assert.Equal(12.ToString(CultureInfo.InvariantCulture), response.Headers.GetValues("Retry-After").Single());
        Assert.Equal(429, (await RegisterAsync()).Status);
    }

    [Fact]
    public async Task Nothing_is_throttled_unless_asked_for()
    {
        Emulator.ProvisioningLimits.Rates = null;

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(202, (await RegisterAsync()).Status);
        }

        Assert.Equal(20, Emulator.ProvisioningLimits[ProvisioningThrottle.Registrations].Admitted);
    }

    private string Token() => ProvisioningClient.Token(Emulator, "line-4", _key, _time.GetUtcNow().AddHours(1));

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> RegisterAsync() =>
        Http.SendAsync("PUT", $"{Line4}/register{Version}", Token(), "{}");

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> PollAsync(string operation) =>
        Http.SendAsync("GET", $"{Line4}/operations/{operation}{Version}", Token());

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> EnrollmentAsync() => Http.SendAsync(
        "GET",
        $"/enrollments/line-4{Version}",
        Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, _time.GetUtcNow().AddHours(1), "provisioningserviceowner"));
}
