using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class TwinHttpTests
{
    private const string Version = "?api-version=2021-04-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_twin_has_versions_metadata_and_what_the_identity_is()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        using HttpClient http = emulator.Http();

        (int status, _, JsonNode? twin, HttpResponseMessage response) = await http.SendAsync("GET", $"/twins/d{Version}", Client.Owner());

        Assert.Equal(200, status);
        Assert.Equal("\"AAAAAAAAAAE=\"", response.Headers.ETag!.Tag);
        Assert.Equal(("d", "AAAAAAAAAAE=", "Disconnected", "sas", ""), (
            (string)twin!["deviceId"]!, (string)twin["etag"]!, (string)twin["connectionState"]!, (string)twin["authenticationType"]!, (string)twin["modelId"]!));
        Assert.Equal(1, (int)twin["properties"]!["desired"]!["$version"]!);
        Assert.Equal(1, (int)twin["properties"]!["desired"]!["$metadata"]!["$lastUpdatedVersion"]!);
        Assert.NotNull(twin["properties"]!["reported"]!["$metadata"]!["$lastUpdated"]);
        Assert.Null(twin["properties"]!["reported"]!["$metadata"]!["$lastUpdatedVersion"]);
    }

    [Fact]
    public async Task A_patch_merges_and_a_put_replaces()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator, "d", "m");
        await identity.SubscribeAsync("$iothub/twin/res/#", "$iothub/twin/PATCH/properties/desired/#");
        using HttpClient http = emulator.Http();
        const string Target = $"/twins/d/modules/m{Version}";

        await http.SendAsync("PATCH", Target, Client.Owner(), """{"tags":{"floor":1,"room":"a"},"properties":{"desired":{"a":{"b":1,"c":2},"d":3}}}""");
        (_, _, JsonNode? merged, _) = await http.SendAsync("PATCH", Target, Client.Owner(), """{"tags":{"room":null},"properties":{"desired":{"a":{"b":null}}}}""");
        (_, _, JsonNode? replaced, _) = await http.SendAsync("PUT", Target, Client.Owner(), """{"properties":{"desired":{"a":{"e":4}}}}""");

        Assert.Equal("""{"floor":1}""", merged!["tags"]!.ToJsonString());
        JsonObject metadata = merged["properties"]!["desired"]!["$metadata"]!.AsObject();
        Assert.Equal((3, 3, 2), ((int)metadata["$lastUpdatedVersion"]!, (int)metadata["a"]!["$lastUpdatedVersion"]!, (int)metadata["d"]!["$lastUpdatedVersion"]!));
        Assert.Null(metadata["a"]!["b"]);
        Assert.Equal("{}", replaced!["tags"]!.ToJsonString());
        Assert.Equal("""{"e":4}""", replaced["properties"]!["desired"]!["a"]!.ToJsonString());
        Assert.Null(replaced["properties"]!["desired"]!["d"]);
        await identity.ReceiveAsync();
        await identity.ReceiveAsync();
        Assert.Equal("""{"a":{"e":4,"c":null},"d":null,"$version":4}""", (await identity.ReceiveAsync()).Body);
    }

    [Fact]
    public async Task An_old_entity_tag_is_refused_and_a_report_does_not_age_it()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using MqttIdentity identity = await MqttIdentity.AddAsync(emulator);
        await identity.SubscribeAsync("$iothub/twin/res/#");
        await identity.ReportAsync("""{"a":1}""");
        using HttpClient http = emulator.Http();

        (int first, _, JsonNode? twin, _) = await http.SendAsync("PATCH", $"/twins/d{Version}", Client.Owner(), """{"tags":{"a":1}}""", "\"AAAAAAAAAAE=\"");
        (int second, string? error, _, _) = await http.SendAsync("PATCH", $"/twins/d{Version}", Client.Owner(), """{"tags":{"a":2}}""", "AAAAAAAAAAE=");
        (int third, _, _, _) = await http.SendAsync("PATCH", $"/twins/d{Version}", Client.Owner(), """{"tags":{"a":2}}""", "\"*\"");

        Assert.Equal((200, 412, "PreconditionFailed", 200), (first, second, error, third));
        Assert.Equal("AAAAAAAAAAI=", (string)twin!["etag"]!);
    }

    [Theory]
    [InlineData("GET", "/twins/none", null, 404, "DeviceNotFound")]
    [InlineData("GET", "/twins/d/modules/none", null, 404, "DeviceNotFound")]
    [InlineData("PATCH", "/twins/d", """{"tags":1}""", 400, "ArgumentInvalid")]
    [InlineData("PATCH", "/twins/d", """{"properties":{"desired":[]}}""", 400, "ArgumentInvalid")]
    [InlineData("PATCH", "/twins/d", """{"tags":{"a.b":1}}""", 400, "ArgumentInvalid")]
    [InlineData("PATCH", "/twins/d", "no json", 400, "ArgumentInvalid")]
    public async Task What_is_wrong_is_refused(string method, string target, string? body, int expectedStatus, string expectedError)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        using HttpClient http = emulator.Http();

        (int status, string? error, _, _) = await http.SendAsync(method, target + Version, Client.Owner(), body);

        Assert.Equal((expectedStatus, expectedError), (status, error));
    }

    [Theory]
    [InlineData("registryReadWrite", 401)]
    [InlineData("device", 401)]
    [InlineData("service", 200)]
    [InlineData(null, 401)]
    public async Task Only_a_policy_that_connects_as_a_service_may_see_twins(string? policy, int expected)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        string token = policy is null ? Client.Token("127.0.0.1/devices/d", key) : Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: policy);
        using HttpClient http = emulator.Http();

        (int status, _, _, _) = await http.SendAsync("GET", $"/twins/d{Version}", token);

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task A_continuation_beyond_the_results_that_are_wanted_finds_nothing_more()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        foreach (string id in new[] { "a", "b", "c" })
        {
            await emulator.Devices.AddAsync(id, Cancellation);
        }

        using HttpClient http = emulator.Http();
        (string? continuation, JsonArray page) = await QueryAsync("SELECT * FROM devices", "2", null);
        (string? end, JsonArray beyond) = await QueryAsync("SELECT TOP 1 * FROM devices", "2", continuation);

        Assert.Equal(2, page.Count);
        Assert.NotNull(continuation);
        Assert.Equal((null, 0), (end, beyond.Count));

        async Task<(string? Continuation, JsonArray Page)> QueryAsync(string query, string size, string? from)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"/devices/query{Version}") { Content = new StringContent($$"""{"query":"{{query}}"}""") };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TryAddWithoutValidation("Authorization", Client.Owner());
            request.Headers.TryAddWithoutValidation("x-ms-max-item-count", size);
            request.Headers.TryAddWithoutValidation("x-ms-continuation", from);
            using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
            Assert.Equal(200, (int)response.StatusCode);
            return (
                response.Headers.TryGetValues("x-ms-continuation", out IEnumerable<string>? values) ? values.Single() : null,
                JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!.AsArray());
        }
    }

    [Fact]
    public async Task The_connection_state_is_live_and_moves_no_entity_tag()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        MqttIdentity identity = await MqttIdentity.AddAsync(emulator, "d", "m");
        using HttpClient http = emulator.Http();

        (_, _, JsonNode? connected, _) = await http.SendAsync("GET", $"/devices/d/modules/m{Version}", Client.Owner());
        (_, _, JsonNode? device, _) = await http.SendAsync("GET", $"/devices/d{Version}", Client.Owner());
        await emulator.Devices.RemoveModuleAsync("d", "m", Cancellation);
        await identity.Closed;
        await identity.DisposeAsync();
        await using MqttIdentity again = await MqttIdentity.AddAsync(emulator, "d", "m");
        (_, _, JsonNode? twin, _) = await http.SendAsync("GET", $"/twins/d/modules/m{Version}", Client.Owner());

        Assert.Equal(("Connected", "Disconnected", "Connected"), (
            (string)connected!["connectionState"]!, (string)device!["connectionState"]!, (string)twin!["connectionState"]!));
        Assert.NotEqual("0001-01-01T00:00:00", (string)connected["connectionStateUpdatedTime"]!);
    }
}
