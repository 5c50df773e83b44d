using System.Text;
using System.Text.Json.Nodes;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Faults;

/// <summary>Each fault of DPS over HTTPS and over MQTT.</summary>
public sealed class ProvisioningFaultTests : EmulatorTests
{
    private IndividualEnrollment _enrollment = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _enrollment = Emulator.Enrollments.AddSymmetricKey("r");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DPS_keeps_assigning_for_so_many_polls(bool overMqtt)
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.KeepAssigning() with { Times = 3 });

        Assert.Equal(["assigning", "assigning", "assigning", "assigning", "assigned"], await RunAsync(overMqtt, polls: 4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_registration_fails_with_its_number(bool overMqtt)
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.FailRegistration(400208));
        List<JsonNode> answers = [];

        Assert.Equal(["assigning", "failed"], await RunAsync(overMqtt, polls: 1, answers));

        Assert.Equal(400208, (int)answers[^1]["registrationState"]!["errorCode"]!);
        Assert.Null(answers[^1]["registrationState"]!["assignedHub"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_registration_ends_as_disabled(bool overMqtt)
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.DisableRegistration());

        Assert.Equal(["assigning", "disabled"], await RunAsync(overMqtt, polls: 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DPS_assigns_another_hub(bool overMqtt)
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.AssignElsewhere("other.example"));
        List<JsonNode> answers = [];

        await RunAsync(overMqtt, polls: 1, answers);

        Assert.Equal("other.example", (string?)answers[^1]["registrationState"]!["assignedHub"]);
    }

    [Theory]
    [InlineData(true, 429)]
    [InlineData(false, 429)]
    [InlineData(true, 500)]
    [InlineData(false, 503)]
    [InlineData(true, 401)]
    public async Task DPS_refuses_with_the_status(bool overMqtt, int status)
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.Refuse(status, TimeSpan.FromSeconds(7)) with { Operations = EmulatorOperations.Register, Times = 1 });
        List<JsonNode> answers = [];

        Assert.Equal([$"{status} after 7"], await RunAsync(overMqtt, polls: 0, answers));

        Assert.Equal(status, (int)answers[0]["errorCode"]! / 1000);
        Assert.Equal(["assigning"], await RunAsync(overMqtt, polls: 0));
    }

    private Task<List<string>> RunAsync(bool overMqtt, int polls, List<JsonNode>? answers = null) =>
        overMqtt ? RunOverMqttAsync(polls, answers ?? []) : RunOverHttpAsync(polls, answers ?? []);

    private async Task<List<string>> RunOverHttpAsync(int polls, List<JsonNode> answers)
    {
        string path = $"/{Emulator.IdScope}/registrations/r";
        string token = Client.Token($"{Emulator.IdScope}/registrations/r", _enrollment.PrimaryKey!, keyName: "registration");
        List<string> statuses = [];
        await SendAsync("PUT", $"{path}/register?api-version=2021-06-01", "{}");
        for (int i = 0; i < polls; i++)
        {
            await SendAsync("GET", $"{path}/operations/{answers[0]["operationId"]}?api-version=2021-06-01", null);
        }

        return statuses;

        async Task SendAsync(string method, string target, string? body)
        {
            (int status, _, JsonNode? answer, HttpResponseMessage response) = await Http.SendAsync(method, target, token, body);
            answers.Add(answer!);
            statuses.Add((string?)answer!["status"] ?? $"{status} after {response.Headers.RetryAfter?.Delta?.TotalSeconds}");
        }
    }

    private async Task<List<string>> RunOverMqttAsync(int polls, List<JsonNode> answers)
    {
        using DeviceLink link = await DeviceLink.ConnectToProvisioningAsync(Emulator, _enrollment);
        List<string> statuses = [];
        await SendAsync("$dps/registrations/PUT/iotdps-register/?$rid=0", "{}");
        for (int i = 1; i <= polls; i++)
        {
            await SendAsync($"$dps/registrations/GET/iotdps-get-operationstatus/?$rid={i}&operationId={answers[0]["operationId"]}", " ");
        }

        return statuses;

        async Task SendAsync(string topic, string body)
        {
            await link.PublishAsync(topic, body);
            MqttApplicationMessage received = await link.ReceiveAsync();
            JsonNode answer = JsonNode.Parse(Encoding.UTF8.GetString(received.Payload.First.Span))!;
            answers.Add(answer);
            string retryAfter = received.Topic.Contains("retry-after=", StringComparison.Ordinal) ? received.Topic.Split("retry-after=")[1] : "";
            statuses.Add((string?)answer["status"] ?? $"{received.Topic.Split('/')[3]} after {retryAfter}");
        }
    }
}
