using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Emulator.Tests.Limits;

/// <summary>The throttles of a hub, as a client over HTTPS meets them.</summary>
public sealed class HubLimitTests : EmulatorTests
{
    private const string Version = "?api-version=2021-04-12";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private HubLimits Limits => Emulator.Hubs[0].Limits;

    protected override IotEmulatorOptions Options => new() { TimeProvider = _time, HubScale = new HubScale(HubSku.S1) };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Emulator.Devices.AddAsync("d", Cancellation);
    }

    [Fact]
    public async Task The_101st_registry_operation_within_a_minute_is_refused_as_the_hub_refuses_it()
    {
        await RepeatAsync(100, 404, "GET", $"/devices/d/modules/m{Version}");

        (int Status, string? Error, JsonNode? Body, HttpResponseMessage Response) refused = await SendAsync("GET", $"/devices/d/modules/m{Version}");

        Assert.Equal((429, "ThrottlingException"), (refused.Status, refused.Error));
        JsonNode error = JsonNode.Parse((string)refused.Body!["Message"]!)!;
        Assert.Equal(429001, (int)error["errorCode"]!);
        Assert.Equal("The request has been throttled. Wait 10 seconds and try again. Operation type: RegistryRead", (string)error["message"]!);
        Assert.False(refused.Response.Headers.Contains("Retry-After"));
        Assert.True(refused.Response.Headers.ConnectionClose);
        Assert.Equal(new ThrottleCounts(100, 0, 1), Limits[HubThrottle.Registry]);
        Assert.Equal(100, Emulator.Counters.Total);
    }

    [Fact]
    public async Task The_registry_takes_one_operation_more_every_600_milliseconds()
    {
        await RepeatAsync(100, 404, "GET", $"/devices/d/modules/m{Version}");

        _time.Advance(TimeSpan.FromMilliseconds(599));
        Assert.Equal(429, (await SendAsync("GET", $"/devices/d{Version}")).Status);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(200, (await SendAsync("GET", $"/devices/d{Version}")).Status);
        Assert.Equal(429, (await SendAsync("GET", $"/devices/d{Version}")).Status);
        _time.Advance(TimeSpan.FromHours(1));
        await RepeatAsync(100, 200, "GET", $"/devices/d{Version}");
        Assert.Equal(429, (await SendAsync("GET", $"/devices/d{Version}")).Status);
    }

    [Fact]
    public async Task Whoever_may_not_ask_takes_no_turn_of_those_who_may()
    {
        for (int i = 0; i < 150; i++)
        {
            Assert.Equal(401, (await Http.SendAsync("GET", $"/devices/d{Version}", null)).Status);
        }

        Assert.Equal(200, (await SendAsync("GET", $"/devices/d{Version}")).Status);
        Assert.Equal(new ThrottleCounts(1, 0, 0), Limits[HubThrottle.Registry]);
    }

    [Fact]
    public async Task Units_and_limits_can_be_changed_while_the_hub_runs()
    {
        Limits.Scale = new HubScale(HubSku.S2, Units: 2);
        await RepeatAsync(200, 200, "GET", $"/devices/d{Version}");
        Assert.Equal(429, (await SendAsync("GET", $"/devices/d{Version}")).Status);

        Limits.Scale = null;
        await RepeatAsync(300, 200, "GET", $"/devices/d{Version}");
        Assert.Equal(new ThrottleCounts(500, 0, 1), Limits[HubThrottle.Registry]);
    }

    [Fact]
    public async Task A_hub_that_may_delay_lets_requests_wait_for_their_turn_and_refuses_when_that_takes_too_long()
    {
        Limits.Scale = new HubScale(HubSku.S1) { LongestDelay = TimeSpan.FromSeconds(1) };
        await RepeatAsync(100, 200, "GET", $"/devices/d{Version}");

        Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> waiting = SendAsync("GET", $"/devices/d{Version}");
        while (Limits[HubThrottle.Registry].Delayed == 0)
        {
            await Task.Yield();
        }

        (int status, string? error, _, _) = await SendAsync("GET", $"/devices/d{Version}");
        Assert.Equal((429, "ThrottleBacklogLimitExceeded"), (status, error));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal(200, (await waiting).Status);
        Assert.Equal(new ThrottleCounts(101, 1, 1), Limits[HubThrottle.Registry]);
    }

    [Theory]
    [InlineData("GET", "/twins/d", null, 100, HubThrottle.TwinReads)]
    [InlineData("PATCH", "/twins/d", """{"tags":{"a":1}}""", 50, HubThrottle.TwinUpdates)]
    [InlineData("POST", "/devices/query", """{"query":"SELECT * FROM devices"}""", 20, HubThrottle.Queries)]
    [InlineData("POST", "/devices/d/messages/events", "hello", 100, HubThrottle.Telemetry)]
    public async Task Every_kind_of_operation_has_its_own_throttle(string method, string path, string? body, int limit, HubThrottle throttle)
    {
        await RepeatAsync(limit, null, method, path + Version, body);

        (int status, string? error, _, _) = await SendAsync(method, path + Version, body);

        Assert.Equal((429, "ThrottlingException"), (status, error));
        Assert.Equal(new ThrottleCounts(limit, 0, 1), Limits[throttle]);
        Assert.Equal(200, (await SendAsync("GET", $"/devices/d{Version}")).Status);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange((await SendAsync(method, path + Version, body)).Status, 200, 204);
    }

    [Fact]
    public async Task Direct_methods_are_throttled_by_pieces_of_4_KiB()
    {
        string large = $$"""{"methodName":"m","payload":"{{new string('x', 30 * 4096)}}"}""";
        Assert.Equal(404, (await SendAsync("POST", $"/twins/d/methods{Version}", large)).Status);
        await RepeatAsync(9, 404, "POST", $"/twins/d/methods{Version}", """{"methodName":"m","payload":1}""");

        Assert.Equal(429, (await SendAsync("POST", $"/twins/d/methods{Version}", """{"methodName":"m"}""")).Status);
        _time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.Equal(404, (await SendAsync("POST", $"/twins/d/methods{Version}", """{"methodName":"m"}""")).Status);
    }

    [Fact]
    public async Task The_messages_of_a_day_are_used_up_and_come_again_the_next_day()
    {
        Limits.Scale = new HubScale(HubSku.F1);
        string fourHundredPieces = new('x', 400 * 512);
        await RepeatAsync(20, 204, "POST", $"/devices/d/messages/events{Version}", fourHundredPieces);
        Assert.Equal(8000, Limits.MessagesToday);

        (int status, string? error, _, _) = await SendAsync("POST", $"/devices/d/messages/events{Version}", "x");
        Assert.Equal((403, "IotHubQuotaExceeded"), (status, error));
        Assert.Equal((403, "IotHubQuotaExceeded"), Outcome(await SendAsync("GET", $"/twins/d{Version}")));
        Assert.Equal(200, (await SendAsync("GET", $"/devices/d{Version}")).Status);
        Assert.Equal(2, Limits.RefusedByQuota);
        Assert.Equal(20, Emulator.Messages.Count);

        _time.Advance(_time.GetUtcNow().UtcDateTime.Date.AddDays(1) - _time.GetUtcNow().UtcDateTime);
        Assert.Equal(204, (await SendAsync("POST", $"/devices/d/messages/events{Version}", "x")).Status);
        Assert.Equal(1, Limits.MessagesToday);
    }

    [Fact]
    public void A_hub_has_1_to_200_units() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Limits.Scale = new HubScale(HubSku.S3, 201));

    private static (int Status, string? Error) Outcome((int Status, string? Error, JsonNode? Body, HttpResponseMessage Response) answer) =>
        (answer.Status, answer.Error);

    private async Task RepeatAsync(int times, int? status, string method, string target, string? body = null)
    {
        for (int i = 0; i < times; i++)
        {
            int answered = (await SendAsync(method, target, body)).Status;
            Assert.True(status is null ? answered is 200 or 204 : answered == status, $"Request {i + 1} was answered {answered}.");
        }
    }

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> SendAsync(string method, string target, string? body = null) =>
        Http.SendAsync(method, target, Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, _time.GetUtcNow().AddHours(1), "iothubowner"), body);
}
