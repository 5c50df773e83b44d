using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service.Limits;

namespace ModuleIdentities.Emulator.Tests.Limits;

/// <summary>A hub of the basic tier, which has no twins, no direct methods, no cloud-to-device messages and no IoT Edge.</summary>
public sealed class BasicTierTests : EmulatorTests
{
    private const string Version = "?api-version=2021-04-12";
    private const string Module = """{"deviceId":"d","moduleId":"m"}""";

    private AzureAssumptions _assumptions = new();

    protected override IotEmulatorOptions Options => new() { HubScale = new HubScale(HubSku.B1), Assumptions = _assumptions };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Emulator.Devices.AddAsync("d", Cancellation);
    }

    [Theory]
    [InlineData("GET", "/twins/d", null)]
    [InlineData("PATCH", "/twins/d", """{"tags":{}}""")]
    [InlineData("PUT", "/twins/d/modules/m", """{"tags":{}}""")]
    [InlineData("POST", "/twins/d/methods", """{"methodName":"m"}""")]
    [InlineData("DELETE", "/devices/d/commands", null)]
    [InlineData("PUT", "/devices/e", """{"deviceId":"e","capabilities":{"iotEdge":true}}""")]
    public async Task What_only_the_standard_tier_has_is_refused_with_403010(string method, string path, string? body)
    {
        (int status, string? error, JsonNode? answer, _) = await SendAsync(method, path + Version, body);

        Assert.Equal((403, "OperationNotAvailableInCurrentTier"), (status, error));
        Assert.Equal(403010, (int)JsonNode.Parse((string)answer!["Message"]!)!["errorCode"]!);
        Assert.Equal(401, (await Http.SendAsync(method, path + Version, null, body)).Status);
        Emulator.Hubs[0].Limits.Scale = new HubScale(HubSku.S1);
        Assert.NotEqual(403, (await SendAsync(method, path + Version, body)).Status);
    }

    [Fact]
    public async Task In_bulk_each_thing_is_refused_by_itself()
    {
        JsonArray errors = (await SendAsync(
            "POST",
            $"/devices{Version}",
            """[{"id":"a"},{"id":"e","capabilities":{"iotEdge":true}},{"id":"d","importMode":"updateTwin","tags":{"a":1}}]""")).Body!["errors"]!.AsArray();

        Assert.Equal(
            [("e", "OperationNotAvailableInCurrentTier"), ("d", "OperationNotAvailableInCurrentTier")],
            errors.Select(error => ((string)error!["deviceId"]!, (string)error["errorCode"]!)));
        Assert.Equal(["a", "d"], Emulator.Devices.List());
    }

    [Fact]
    public async Task Devices_and_modules_send_and_lose_their_connection_when_they_ask_for_their_twin()
    {
        Assert.Equal(200, (await SendAsync("PUT", $"/devices/d/modules/m{Version}", Module)).Status);
        await using MqttIdentity module = await MqttIdentity.ConnectAsync(Emulator, "d", "m");
        await module.PublishAsync("devices/d/modules/m/messages/events/", "1");
        Assert.Equal(1, Emulator.Messages.Count);

        await module.PublishAsync("$iothub/twin/GET/?$rid=1", " ", 0);

        await module.Closed;
    }

    [Fact]
    public async Task It_has_no_modules_when_that_is_assumed()
    {
        await DisposeAsync();
        _assumptions = new AzureAssumptions { BasicTierHasModules = false };
        await InitializeAsync();

        foreach ((string method, string path) in new[] { ("PUT", "/devices/d/modules/m"), ("GET", "/devices/d/modules/m"), ("GET", "/devices/d/modules") })
        {
            (int status, string? error, _, _) = await SendAsync(method, path + Version, method == "PUT" ? Module : null);
            Assert.Equal((403, "OperationNotAvailableInCurrentTier"), (status, error));
        }
    }

    [Theory]
    [InlineData(HubSku.B1, HubSku.S1)]
    [InlineData(HubSku.B2, HubSku.S2)]
    [InlineData(HubSku.B3, HubSku.S3)]
    public void It_is_throttled_as_the_standard_tier_of_its_size(HubSku basic, HubSku standard)
    {
        foreach (HubThrottle throttle in Enum.GetValues<HubThrottle>())
        {
            Assert.Equal(HubRates.Of(throttle, new HubScale(standard, 3)), HubRates.Of(throttle, new HubScale(basic, 3)));
        }

        Assert.Equal(HubRates.MessagesOf(new HubScale(standard, 3)), HubRates.MessagesOf(new HubScale(basic, 3)));
    }

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> SendAsync(string method, string target, string? body = null) =>
        Http.SendAsync(method, target, Client.Owner(), body, method == "DELETE" ? "*" : null);
}
