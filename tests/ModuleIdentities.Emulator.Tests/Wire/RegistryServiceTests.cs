using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Wire;

/// <summary>What only service clients do: lists, bulk operations, statistics, policies.</summary>
public sealed class RegistryServiceTests
{
    private const string Version = "api-version=2021-04-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bulk_operation_names_what_failed_and_does_the_rest()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("a", Cancellation);
        using HttpClient http = emulator.Http();

        JsonNode made = await BulkAsync(http, """[{"id":"a","importMode":"create"},{"id":"b","importMode":"create","tags":{"site":"x"}},{"id":"b","moduleId":"m"},{"id":"\ud800"}]""");
        JsonNode changed = await BulkAsync(http, """[{"id":"b","importMode":"update","status":"disabled"},{"id":"b","importMode":"updateIfMatchETag","eTag":"stale"},{"id":"none","importMode":"delete"}]""");
        JsonNode twin = (await http.SendAsync("GET", $"/twins/b?{Version}", Client.Owner())).Body!;
        JsonNode deleted = await BulkAsync(http, """[{"id":"a","importMode":"delete"}]""");

        Assert.Equal(["DeviceAlreadyExists", "IotHubFormatError"], Errors(made));
        Assert.Equal(["PreconditionFailed", "DeviceNotFound"], Errors(changed));
        Assert.Equal("x", (string?)twin["tags"]!["site"]);
        Assert.True((bool)deleted["isSuccessful"]!);
        Assert.Equal(["b"], emulator.Devices.List());
        Assert.Single(emulator.Devices.ListModules("b"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    public async Task A_bulk_operation_is_a_list_of_1_to_100(string body)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using HttpClient http = emulator.Http();

        Assert.Equal(400, (await http.SendAsync("POST", $"/devices?{Version}", Client.Owner(), body)).Status);
    }

    [Fact]
    public async Task The_list_is_as_long_as_it_is_asked_for_and_statistics_count_all()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        for (int i = 0; i < 3; i++)
        {
            await emulator.Devices.AddAsync($"d{i}", Cancellation);
        }

        await emulator.Devices.SetEnabledAsync("d1", false, Cancellation);
        using HttpClient http = emulator.Http();

        Assert.Equal(2, (await http.SendAsync("GET", $"/devices?top=2&{Version}", Client.Owner())).Body!.AsArray().Count);
        Assert.Equal(400, (await http.SendAsync("GET", $"/devices?top=0&{Version}", Client.Owner())).Status);
        Assert.Equal(
            """{"totalDeviceCount":3,"enabledDeviceCount":2,"disabledDeviceCount":1}""",
            (await http.SendAsync("GET", $"/statistics/devices?{Version}", Client.Owner())).Body!.ToJsonString());
        Assert.Equal(0, (int)(await http.SendAsync("GET", $"/statistics/service?{Version}", Client.Owner())).Body!["connectedDeviceCount"]!);
    }

    [Fact]
    public async Task The_quota_counts_devices_and_modules_and_gives_back_what_is_deleted()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { MaximumIdentities = 3 }, Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        await emulator.Devices.AddModuleAsync("d", "m1", Cancellation);
        await emulator.Devices.AddModuleAsync("d", "m2", Cancellation);

        await Assert.ThrowsAsync<HubRefusedException>(() => emulator.Devices.AddAsync("d", Cancellation));
        Assert.Equal(HubErrorCode.TooManyDevices, (await Assert.ThrowsAsync<HubRefusedException>(() => emulator.Devices.AddAsync("e", Cancellation))).Code);
        await emulator.Devices.RemoveModuleAsync("d", "m1", Cancellation);
        await emulator.Devices.AddAsync("e", Cancellation);
        await emulator.Devices.RemoveAsync("d", Cancellation);
        await emulator.Devices.AddAsync("f", Cancellation);
        await emulator.Devices.AddAsync("g", Cancellation);
        await Assert.ThrowsAsync<HubRefusedException>(() => emulator.Devices.AddAsync("h", Cancellation));
    }

    [Theory]
    [InlineData("iothubowner", true, true, true)]
    [InlineData("registryReadWrite", true, true, false)]
    [InlineData("registryRead", true, false, false)]
    [InlineData("service", false, false, true)]
    [InlineData("device", false, false, false)]
    public async Task Each_policy_permits_what_its_rights_say(string policy, bool reads, bool writes, bool servesTwins)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        using HttpClient http = emulator.Http();
        string token = Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: policy);

        Assert.Equal(reads ? 200 : 401, (await http.SendAsync("GET", $"/devices/d?{Version}", token)).Status);
        Assert.Equal(reads ? 200 : 401, (await http.SendAsync("GET", $"/devices/d/modules?{Version}", token)).Status);
        Assert.Equal(writes ? 200 : 401, (await http.SendAsync("PUT", $"/devices/d2?{Version}", token, """{"deviceId":"d2"}""")).Status);
        Assert.Equal(writes ? 200 : 401, (await http.SendAsync("PUT", $"/devices/d/modules/m?{Version}", token, """{"deviceId":"d","moduleId":"m"}""")).Status);
        Assert.Equal(writes ? 200 : 401, (await http.SendAsync("POST", $"/devices?{Version}", token, """[{"id":"d3"}]""")).Status);
        Assert.Equal(servesTwins ? 200 : 401, (await http.SendAsync("GET", $"/twins/d?{Version}", token)).Status);
    }

    [Fact]
    public async Task A_policy_with_new_keys_takes_only_tokens_of_those_and_a_removed_one_none()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        EmulatedPolicies<HubRights> policies = emulator.Hubs[0].Policies;
        string own = Client.KeyOf(policies.Put("reader", HubRights.RegistryRead));
        using HttpClient http = emulator.Http();

        Assert.Equal(200, await ListAsync(own));
        string changed = Client.KeyOf(policies.RegenerateKeys("reader"));
        Assert.Equal((401, 200), (await ListAsync(own), await ListAsync(changed)));
        Assert.True(policies.Remove("reader"));
        Assert.Equal(401, await ListAsync(changed));

        async Task<int> ListAsync(string key) => (await http.SendAsync("GET", $"/devices?{Version}", Client.Token("127.0.0.1", key, keyName: "reader"))).Status;
    }

    [Fact]
    public async Task The_switches_turn_each_kind_of_token_off()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        string module = Client.KeyOf(await emulator.Devices.AddModuleAsync("d", "m", Cancellation));
        HubSwitches switches = emulator.Hubs[0].Switches;
        using HttpClient http = emulator.Http();

        switches.DisableLocalAuth = true;
        Assert.Equal((401, 200, true, true), await OutcomesAsync());
        (switches.DisableLocalAuth, switches.DisableDeviceSas) = (false, true);
        Assert.Equal((200, 401, false, true), await OutcomesAsync());
        (switches.DisableDeviceSas, switches.DisableModuleSas) = (false, true);
        Assert.Equal((200, 200, true, false), await OutcomesAsync());

        async Task<(int Owner, int Device, bool DeviceConnects, bool ModuleConnects)> OutcomesAsync() =>
            ((await http.SendAsync("GET", $"/devices/d?{Version}", Client.Owner())).Status,
            (await http.SendAsync("GET", $"/devices/d/modules?{Version}", Client.Token("127.0.0.1/devices/d", key))).Status,
            await ConnectsAsync("d", key, "127.0.0.1/devices/d"),
            await ConnectsAsync("d/m", module, "127.0.0.1/devices/d/modules/m"));

        async Task<bool> ConnectsAsync(string id, string sharedKey, string resource)
        {
            (MQTTnet.IMqttClient client, MQTTnet.MqttClientConnectResultCode code) =
                await emulator.ConnectAsync(id, $"127.0.0.1/{id}/?{Version}", Client.Token(resource, sharedKey));
            client.Dispose();
            return code == MQTTnet.MqttClientConnectResultCode.Success;
        }
    }

    [Fact]
    public async Task A_hub_takes_no_credential_of_another()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        await emulator.Hubs["127.0.0.2"].Devices.AddAsync("d", Cancellation);
        using HttpClient second = emulator.Http(hostName: "127.0.0.2");

        Assert.Equal(401, (await second.SendAsync("GET", $"/devices/d/modules?{Version}", Client.Token("127.0.0.1/devices/d", key))).Status);
        Assert.Equal(401, (await second.SendAsync("GET", $"/devices/d/modules?{Version}", Client.Token("127.0.0.2/devices/d", key))).Status);
        Assert.Equal(401, (await second.SendAsync("GET", $"/devices?{Version}", Client.Owner())).Status);
    }

    [Fact]
    public async Task A_person_at_the_portal_rekeys_devices_and_reads_connection_strings()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string device = await emulator.Devices.AddAsync("d", Cancellation);
        string module = await emulator.Devices.AddModuleAsync("d", "m", Cancellation);
        using HttpClient http = emulator.Http();

        Assert.Equal((device, module), (emulator.Devices.ConnectionString("d"), emulator.Devices.ConnectionString("d", "m")));
        await emulator.Devices.SetEnabledAsync("d", false, Cancellation);
        await emulator.Devices.SetEnabledAsync("d", true, Cancellation);
        Assert.Equal(device, emulator.Devices.ConnectionString("d"));
        string rekeyed = await emulator.Devices.RegenerateKeysAsync("d", Cancellation);

        Assert.Equal((401, 200), (await ListAsync(device), await ListAsync(rekeyed)));

        async Task<int> ListAsync(string connectionString) =>
            (await http.SendAsync("GET", $"/devices/d/modules?{Version}", Client.Token("127.0.0.1/devices/d", Client.KeyOf(connectionString)))).Status;
    }

    private static string[] Errors(JsonNode result) => [.. result["errors"]!.AsArray().Select(error => (string)error!["errorCode"]!)];

    private static async Task<JsonNode> BulkAsync(HttpClient http, string body)
    {
        (int status, _, JsonNode? result, _) = await http.SendAsync("POST", $"/devices?{Version}", Client.Owner(), body);
        Assert.Equal(200, status);
        return result!;
    }
}
