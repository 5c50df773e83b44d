using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Management;

/// <summary>What the management API shows and changes for those who look at an emulator: identities, twins, methods, enrolments, settings, and what has changed.</summary>
public sealed class ManagedResourceTests : EmulatorTests
{

    protected override IotEmulatorOptions Options => new() { LinkedHubs = ["127.0.0.2"] };

    [Fact]
    public async Task Identities_are_listed_page_by_page_with_their_state()
    {
        await Emulator.Hubs[1].Devices.AddAsync("a", Cancellation);
        await Emulator.Devices.AddAsync("b-c", Cancellation);
        await using MqttIdentity module = await MqttIdentity.AddAsync(Emulator, "b", "m");
        await module.SubscribeAsync("$iothub/methods/POST/#");

        JsonNode all = await GetAsync("identities");
        Assert.Equal((4, 4, 1), ((int)all["total"]!, (int)all["registered"]!, (int)all["connected"]!));
        Assert.Equal(["b", "b/m", "b-c", "a"], Names(all));
        JsonNode shown = all["items"]![1]!;
        Assert.Equal(("127.0.0.1", true, "sas", true), ((string)shown["hub"]!, (bool)shown["enabled"]!, (string)shown["authentication"]!, (bool)shown["connected"]!));
        Assert.Equal("DirectMethods", (string)shown["subscriptions"]![0]!);
        Assert.Null(all["items"]![0]!["since"]);

        Assert.Equal(["b/m", "b-c"], Names(await GetAsync("identities?offset=1&limit=2")));
        Assert.Equal(["b-c"], Names(await GetAsync("identities?q=B-")));
        Assert.Equal(["b/m"], Names(await GetAsync("identities?state=connected")));
        Assert.Equal(["b", "b-c"], Names(await GetAsync("identities?state=disconnected&hub=127.0.0.1")));
        Assert.Empty(Names(await GetAsync("identities?limit=0")));

        await Emulator.Devices.RemoveAsync("b-c", Cancellation);
        Assert.Equal(["b", "b/m", "a"], Names(await GetAsync("identities")));
    }

    [Theory]
    [InlineData("identities?state=maybe", "state")]
    [InlineData("identities?limit=1001", "limit")]
    [InlineData("identities?offset=-1", "offset")]
    [InlineData("identities?page=1", "page")]
    [InlineData("identities?hub=other", "other")]
    [InlineData("messages?newest=2", "newest")]
    [InlineData("changes?seen=x", "seen")]
    [InlineData("enrollments?limit=x", "limit")]
    [InlineData("connectionStrings/policies/none", "none")]
    [InlineData("connectionStrings/nonsense", "connectionStrings/devices")]
    public async Task A_query_that_cannot_be_read_is_refused_with_what_is_wrong(string query, string named)
    {
        (int status, JsonNode? body) = await SendAsync("GET", query);

        Assert.Equal(400, status);
        Assert.Contains(named, (string)body!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_twin_is_read_and_written_and_what_the_hub_refuses_is_told()
    {
        await Emulator.Devices.AddAsync("d", Cancellation);
        await Emulator.Devices.AddModuleAsync("d", "m", Cancellation);

        (int status, JsonNode? patched) = await SendAsync("PATCH", "twins/d/m", """{"properties":{"desired":{"interval":5,"old":1}}}""");
        Assert.Equal((200, 5), (status, (int)patched!["properties"]!["desired"]!["interval"]!));
        string etag = (string)patched["etag"]!;
        (status, JsonNode? replaced) = await SendAsync("PUT", "twins/d/m", """{"tags":{},"properties":{"desired":{"interval":6}}}""", etag);
        Assert.Equal(200, status);
        Assert.Null(replaced!["properties"]!["desired"]!["old"]);
        Assert.Equal(6, (int)(await GetAsync("twins/d/m"))["properties"]!["desired"]!["interval"]!);

        (status, JsonNode? refused) = await SendAsync("PUT", "twins/d/m", """{"tags":{},"properties":{"desired":{"interval":7}}}""", etag);
        Assert.Equal((412, "ETag may be invalid"), (status, (string)refused!["error"]!));
        (status, refused) = await SendAsync("PATCH", "twins/d/m", "[]");
        Assert.Equal((400, "The body is not a JSON object."), (status, (string)refused!["error"]!));
        Assert.Equal(404, (await SendAsync("GET", "twins/nobody")).Status);
    }

    [Fact]
    public async Task A_method_is_called_and_a_module_that_is_not_there_is_told()
    {
        await using MqttIdentity module = await MqttIdentity.AddAsync(Emulator, "d", "m");
        await module.SubscribeAsync("$iothub/methods/POST/#");

        Task<(int Status, JsonNode? Body)> call = SendAsync("POST", "methods/d/m", """{"methodName":"reboot","payload":{"delay":3}}""");
        (string topic, string body, _) = await module.ReceiveAsync();
        Assert.Equal("""{"delay":3}""", body);
        await module.PublishAsync($"$iothub/methods/res/201/?$rid={topic.Split("$rid=")[1]}", """{"done":true}""");

        (int status, JsonNode? answer) = await call;
        Assert.Equal((200, 201, true), (status, (int)answer!["status"]!, (bool)answer["payload"]!["done"]!));
        (status, JsonNode? refused) = await SendAsync("POST", "methods/d", """{"methodName":"reboot"}""");
        Assert.Equal(404, status);
        Assert.Contains("connect", (string)refused!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolments_are_listed_without_keys_disabled_and_removed()
    {
        IndividualEnrollment enrollment = Emulator.Enrollments.AddSymmetricKey("line-4", deviceId: "bench");
        Emulator.Enrollments.AddGroup("fleet");

        JsonNode list = await GetAsync("enrollments");
        Assert.Equal(["line-4", "fleet"], list["items"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.Equal(("symmetricKey", "bench", false, true), ((string)list["items"]![0]!["attestation"]!, (string)list["items"]![0]!["deviceId"]!, (bool)list["items"]![0]!["group"]!, (bool)list["items"]![1]!["group"]!));
        Assert.DoesNotContain(enrollment.PrimaryKey!, list.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, (int)(await GetAsync("enrollments?q=FL"))["total"]!);

        Assert.Equal(204, (await SendAsync("PATCH", "enrollments/line-4", """{"enabled":false}""")).Status);
        Assert.False(Emulator.Enrollments.Find("line-4")!.IsEnabled);
        Assert.Equal(400, (await SendAsync("PATCH", "enrollments/line-4", """{"enabled":1}""")).Status);
        Assert.Equal(400, (await SendAsync("PATCH", "enrollments/line-4", "no json")).Status);
        Assert.Equal(204, (await SendAsync("DELETE", "enrollmentGroups/fleet")).Status);
        Assert.Null(Emulator.Enrollments.FindGroup("fleet"));
        Assert.Equal(404, (await SendAsync("DELETE", "enrollmentGroups/fleet")).Status);
    }

    [Fact]
    public async Task Settings_and_connection_strings_are_told_one_by_one_and_kept_by_nobody()
    {
        IndividualEnrollment enrollment = Emulator.Enrollments.AddSymmetricKey("line-4");
        string device = await Emulator.Hubs[1].Devices.AddAsync("d", Cancellation);
        string module = await Emulator.Hubs[1].Devices.AddModuleAsync("d", "m", Cancellation);

        JsonNode about = await GetAsync("about");
        Assert.Equal((Emulator.HttpsPort, Emulator.IdScope), ((int)about["httpsPort"]!, (string)about["idScope"]!));
        Assert.Contains("service", about["hubs"]![1]!["policies"]!.AsArray().Select(policy => (string)policy!["name"]!));
        Assert.DoesNotContain("SharedAccessKey=", about.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(Emulator.SettingsFor(enrollment), (await GetAsync("settings/line-4")).AsObject().ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        Assert.Equal(device, await ConnectionStringAsync("devices/d?hub=127.0.0.2"));
        Assert.Equal(module, await ConnectionStringAsync("devices/d/m?hub=127.0.0.2"));
        Assert.Equal(Emulator.Hubs[1].Policies.ConnectionString("service"), await ConnectionStringAsync("policies/service?hub=127.0.0.2"));
        Assert.Equal(Emulator.ProvisioningPolicies.ConnectionString("provisioningserviceowner"), await ConnectionStringAsync("provisioningPolicies/provisioningserviceowner"));
        Assert.Equal(404, (await SendAsync("GET", "connectionStrings/devices/d")).Status);
        Assert.Equal(404, (await SendAsync("GET", "settings/nobody")).Status);
        using HttpResponseMessage response = (await Http.SendAsync("GET", "/_emulator/settings/line-4", $"Bearer {Emulator.ManagementToken}")).Response;
        Assert.True(response.Headers.CacheControl!.NoStore);

        async Task<string> ConnectionStringAsync(string path) => (string)(await GetAsync($"connectionStrings/{path}"))["connectionString"]!;
    }

    [Fact]
    public async Task Whoever_has_seen_all_changes_waits_for_the_next_which_says_of_what_kind_it_is()
    {
        JsonNode before = await GetAsync("changes");
        Task<JsonNode> next = GetAsync($"changes?seen={before["seen"]}");
        await Emulator.Devices.AddAsync("d", Cancellation);

        JsonNode after = await next;
        Assert.Equal((int)before["identities"]! + 1, (int)after["identities"]!);
        Assert.Equal((int)before["faults"]!, (int)after["faults"]!);

        // Each kind, one after the other, from where the last one was seen.
        await NoticedAsync("twins", () => Emulator.Devices["d"].Twin.UpdateDesiredAsync("""{"a":1}""", Cancellation));
        await NoticedAsync("enrollments", () => Task.FromResult(Emulator.Enrollments.AddSymmetricKey("line-4")));
        FaultHandle? fault = null;
        await NoticedAsync("faults", () => Task.FromResult(fault = Emulator.Faults.Add(Fault.Refuse(503) with { Operations = EmulatorOperations.ListDevices })));
        await NoticedAsync("faults", () => Http.SendAsync("GET", "/devices?api-version=2021-04-12", Client.Owner()));
        FaultHit hit = Assert.Single(fault!.RecentHits);
        Assert.Equal((EmulatorOperations.ListDevices, null), (hit.Operation, hit.DeviceId));
        Assert.Equal("ListDevices", (string)(await GetAsync("faults"))[0]!["recentHits"]![0]!["operation"]!);
        await using MqttIdentity device = await MqttIdentity.ConnectAsync(Emulator, "d");
        await NoticedAsync("messages", () => device.PublishAsync("devices/d/messages/events/", "1"));
        await NoticedAsync("connections", () => device.Mqtt.DisconnectAsync(new MQTTnet.MqttClientDisconnectOptions(), Cancellation));

        async Task NoticedAsync(string kind, Func<Task> change)
        {
            JsonNode seen = await GetAsync("changes");
            await change();
            JsonNode now = seen;
            while ((int)now[kind]! == (int)seen[kind]!)
            {
                now = await GetAsync($"changes?seen={now["seen"]}");
            }
        }
    }

    [Fact]
    public async Task The_newest_messages_are_told_oldest_first()
    {
        await using MqttIdentity device = await MqttIdentity.AddAsync(Emulator, "d");
        await using MqttIdentity other = await MqttIdentity.AddAsync(Emulator, "e");
        foreach (string body in new[] { "1", "2", "3" })
        {
            await device.PublishAsync("devices/d/messages/events/", body);
            await other.PublishAsync("devices/e/messages/events/", body);
        }

        Assert.Equal([3, 5], await NumbersAsync("device=d&newest=2"));
        Assert.Equal([5], await NumbersAsync("device=d&newest=2&after=3"));
        Assert.Empty(await NumbersAsync("newest=0"));

        async Task<IEnumerable<int>> NumbersAsync(string query)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, $"/_emulator/messages?follow=false&{query}");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Emulator.ManagementToken}");
            using HttpResponseMessage response = await Http.SendAsync(request, Cancellation);
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (int)JsonNode.Parse(line)!["sequenceNumber"]!);
        }
    }

    private static string[] Names(JsonNode list) =>
    [
        .. list["items"]!.AsArray().Select(item => item!["moduleId"] is { } module ? $"{item["deviceId"]}/{module}" : (string)item["deviceId"]!),
    ];

    private async Task<JsonNode> GetAsync(string path)
    {
        (int status, JsonNode? body) = await SendAsync("GET", path);
        Assert.True(status == 200, $"{path}: {body}");
        return body!;
    }

    private async Task<(int Status, JsonNode? Body)> SendAsync(string method, string path, string? body = null, string? ifMatch = null)
    {
        (int status, _, JsonNode? answer, HttpResponseMessage response) =
            await Http.SendAsync(method, $"/_emulator/{path}", $"Bearer {Emulator.ManagementToken}", body, ifMatch);
        response.Dispose();
        return (status, answer);
    }
}
