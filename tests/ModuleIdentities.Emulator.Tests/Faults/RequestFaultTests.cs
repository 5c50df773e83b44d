using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Emulator.Tests.Faults;

public sealed class RequestFaultTests : EmulatorTests
{
    private const string Version = "?api-version=2021-04-12";
    private const string Module = $"/devices/d/modules/m{Version}";
    private const string Body = """{"deviceId":"d","moduleId":"m"}""";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    protected override IotEmulatorOptions Options => new() { TimeProvider = _time };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Emulator.Devices.AddAsync("d", Cancellation);
    }

    [Theory]
    [InlineData(400, "ArgumentInvalid", 400004)]
    [InlineData(401, "IotHubUnauthorizedAccess", 401002)]
    [InlineData(403, "IotHubQuotaExceeded", 403002)]
    [InlineData(404, "ModuleNotFound", 404010)]
    [InlineData(409, "ModuleAlreadyExistsOnDevice", 409301)]
    [InlineData(412, "PreconditionFailed", 412001)]
    [InlineData(413, "TooManyModulesOnDevice", 413003)]
    [InlineData(429, "ThrottlingException", 429001)]
    [InlineData(500, "ServerError", 500001)]
    [InlineData(503, "ServiceUnavailable", 503001)]
    [InlineData(504, "GatewayTimeout", 504101)]
    public async Task The_registry_refuses_with_the_error_of_the_status(int status, string error, int number)
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.Refuse(status) with { Operations = EmulatorOperations.CreateModule, Times = 1 });

        Assert.Equal(404, (await SendAsync("GET", Module)).Status);
        (int Status, string? Error, JsonNode? Body, HttpResponseMessage Response) refused = await SendAsync("PUT", Module, Body);

        Assert.Equal((status, error), (refused.Status, refused.Error));
        Assert.Matches($"\"errorCode\":{number}|ErrorCode:{error};", (string)refused.Body!["Message"]!);
        Assert.False(refused.Response.Headers.Contains("Retry-After"));
        Assert.Equal(status == 429, refused.Response.Headers.ConnectionClose ?? false);
        Assert.Equal(404, (await SendAsync("GET", Module)).Status);
        Assert.Equal(200, (await SendAsync("PUT", Module, Body)).Status);
    }

    [Theory]
    [InlineData("POST", "/devices", EmulatorOperations.BulkRegistry, "RegistryWrite")]
    [InlineData("GET", "/statistics/devices", EmulatorOperations.GetStatistics, "RegistryRead")]
    [InlineData("GET", "/statistics/service", EmulatorOperations.GetStatistics, "RegistryRead")]
    [InlineData("GET", "/devices/d/messages/deviceBound", EmulatorOperations.FetchCloudToDevice, "FetchCloudToDevice")]
    [InlineData("DELETE", "/devices/d/messages/deviceBound/1", EmulatorOperations.SettleCloudToDevice, "SettleCloudToDevice")]
    [InlineData("POST", "/devices/d/messages/deviceBound/1/abandon", EmulatorOperations.SettleCloudToDevice, "SettleCloudToDevice")]
    [InlineData("DELETE", "/devices/d/commands", EmulatorOperations.PurgeCloudToDevice, "PurgeCloudToDevice")]
    public async Task Every_request_meets_the_faults_of_its_operation(string method, string path, EmulatorOperations operation, string name)
    {
        using FaultHandle other = Emulator.Faults.Add(Fault.Refuse(503) with { Operations = EmulatorOperations.Requests & ~operation });
        using FaultHandle fault = Emulator.Faults.Add(Fault.Refuse(429) with { Operations = operation });

        (int status, string? error, JsonNode? body, _) = await SendAsync(method, path + Version, method == "GET" ? null : "[]");

        Assert.Equal((429, "ThrottlingException", 1, 0), (status, error, fault.Hits, other.Hits));
        Assert.EndsWith($"Operation type: {name}", (string)JsonNode.Parse((string)body!["Message"]!)!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_read_has_the_hubs_words()
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.Refuse(HubErrorCode.ThrottlingException));

        Assert.Contains(
            "The request has been throttled. Wait 10 seconds and try again. Operation type: RegistryRead",
            (string)(await SendAsync("GET", Module)).Body!["Message"]!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_module_made()
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.LoseAnswer() with { Operations = EmulatorOperations.CreateModule, Times = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("PUT", Module, Body));

        Assert.Equal(409, (await SendAsync("PUT", Module, Body)).Status);
    }

    [Fact]
    public async Task A_truncated_answer_is_whole_for_http_and_broken_as_json()
    {
        await SendAsync("PUT", Module, Body);
        using FaultHandle fault = Emulator.Faults.Add(Fault.TruncateAnswer());

        using HttpRequestMessage request = new(HttpMethod.Get, Module);
        request.Headers.TryAddWithoutValidation("Authorization", Client.Owner());
        using HttpResponseMessage response = await Http.SendAsync(request, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.StartsWith("{", text, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text));
    }

    [Fact]
    public async Task A_slow_answer_comes_byte_by_byte()
    {
        await SendAsync("PUT", Module, Body);
        using FaultHandle fault = Emulator.Faults.Add(Fault.SlowAnswer(TimeSpan.FromMinutes(1)));

        Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> answer = SendAsync("GET", Module);
        await fault.HitAsync(cancellationToken: Cancellation);
        Assert.False(answer.IsCompleted);
        DateTimeOffset start = _time.GetUtcNow();
        while (!answer.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("m", (string?)(await answer).Body!["moduleId"]);
        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.FromMinutes(1), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_request_in_a_black_hole_is_answered_when_it_is_lifted()
    {
        FaultHandle fault = Emulator.Faults.Add(Fault.BlackHole());

        Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> answer = SendAsync("GET", Module);
        await fault.HitAsync(cancellationToken: Cancellation);
        Assert.False(answer.IsCompleted);
        Assert.Equal(200, (await SendAsync("GET", "/health")).Status);
        fault.Dispose();

        Assert.Equal(404, (await answer).Status);
    }

    [Fact]
    public async Task A_new_identity_is_hidden_for_a_while()
    {
        using FaultHandle fault = Emulator.Faults.Add(Fault.HideNewIdentities(TimeSpan.FromSeconds(5)));
        await SendAsync("PUT", Module, Body);

        Assert.Equal((404, "ModuleNotFound"), Outcome(await SendAsync("GET", Module)));
        Assert.Equal((409, "ModuleAlreadyExistsOnDevice"), Outcome(await SendAsync("PUT", Module, Body)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await SendAsync("GET", Module)).Status);
        Assert.Equal(1, fault.Hits);
    }

    [Fact]
    public async Task An_order_of_faults_is_kept()
    {
        using FaultHandle second = Emulator.Faults.Add(Fault.Refuse(500) with { Skip = 1, Times = 1 });
        using FaultHandle third = Emulator.Faults.Add(Fault.Refuse(503) with { Times = 2 });

        List<int> statuses = [];
        for (int i = 0; i < 4; i++)
        {
            statuses.Add((await SendAsync("GET", Module)).Status);
        }

        Assert.Equal([503, 500, 503, 404], statuses);
    }

    private static (int Status, string? Error) Outcome((int Status, string? Error, JsonNode? Body, HttpResponseMessage Response) answer) =>
        (answer.Status, answer.Error);

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> SendAsync(string method, string target, string? body = null) =>
        Http.SendAsync(method, target, Client.Owner(), body);
}
