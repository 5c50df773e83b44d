using System.Text.Json.Nodes;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Wire;

/// <summary>IoT Edge devices, for which the hub makes the modules of the system.</summary>
public sealed class EdgeDeviceTests
{
    private const string Version = "?api-version=2021-04-12";
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edge_device_comes_with_its_system_modules_and_gives_them_their_keys()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using HttpClient http = emulator.Http();
        await PutAsync(http, "e", isEdge: true);
        string device = Client.Token("127.0.0.1/devices/e", Client.KeyOf(emulator.Devices.ConnectionString("e")));

        JsonArray modules = (await http.SendAsync("GET", $"/devices/e/modules{Version}", device)).Body!.AsArray();
        Assert.Equal(["$edgeAgent", "$edgeHub"], modules.Select(module => (string)module!["moduleId"]!));
        Assert.All(modules, module => Assert.Equal(
            ("none", null, "iotEdge"),
            ((string)module!["authentication"]!["type"]!, (string?)module["authentication"]!["symmetricKey"]!["primaryKey"], (string)module["managedBy"]!)));
        Assert.Throws<InvalidOperationException>(() => emulator.Devices.ConnectionString("e", "$edgeAgent"));
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAsync(emulator));

        const string Target = $"/devices/e/modules/$edgeAgent{Version}";
        const string Body =
            $$$$"""{"deviceId":"e","moduleId":"$edgeAgent","managedBy":"iotEdge","authentication":{"type":"sas","symmetricKey":{"primaryKey":"{{{{Key}}}}","secondaryKey":"{{{{Key}}}}"}}}""";
        Assert.Equal(401, (await http.SendAsync("PUT", Target, Client.Owner(), Body, "*")).Status);
        (int status, _, JsonNode? updated, _) = await http.SendAsync("PUT", Target, device, Body, "*");

        Assert.Equal((200, "sas"), (status, (string)updated!["authentication"]!["type"]!));
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(emulator));
        foreach (string token in new[] { device, Client.Owner() })
        {
            Assert.Equal((401, "SystemModuleModifyUnauthorizedAccess"), Outcome(await http.SendAsync("DELETE", Target, token, ifMatch: "*")));
        }
    }

    [Fact]
    public async Task A_service_writes_the_twins_of_system_modules()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using HttpClient http = emulator.Http();
        await PutAsync(http, "e", isEdge: true);

        (int status, _, JsonNode? twin, _) = await http.SendAsync(
            "PATCH", $"/twins/e/modules/$edgeHub{Version}", Client.Owner(), """{"properties":{"desired":{"routes":{"up":"FROM /messages/* INTO $upstream"}}}}""");

        Assert.Equal((200, "none"), (status, (string)twin!["authenticationType"]!));
        Assert.Equal(2, emulator.Devices["e", "$edgeHub"].Twin.Get().DesiredVersion);
    }

    [Fact]
    public async Task A_device_that_becomes_an_edge_device_gets_its_system_modules_once_and_keeps_them()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using HttpClient http = emulator.Http();
        await PutAsync(http, "e", isEdge: false);
        Assert.Empty(emulator.Devices.ListModules("e"));

        foreach (bool isEdge in new[] { true, true, false })
        {
            await PutAsync(http, "e", isEdge, "*");
            Assert.Equal(["$edgeAgent", "$edgeHub"], emulator.Devices.ListModules("e").Select(module => module.ModuleId));
        }
    }

    [Fact]
    public async Task DPS_makes_an_edge_device_with_its_system_modules()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("line-4", settings: new EnrollmentSettings { IsEdge = true });
        using HttpClient http = emulator.Http();

        await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", enrollment.PrimaryKey!));

        Assert.Equal(["$edgeAgent", "$edgeHub"], emulator.Devices.ListModules("line-4").Select(module => module.ModuleId));
    }

    [Fact]
    public async Task System_modules_count_as_identities_until_the_device_is_deleted()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { MaximumIdentities = 3 }, Cancellation);
        using HttpClient http = emulator.Http();
        await emulator.Devices.AddAsync("d", Cancellation);

        Assert.Equal(413, await PutAsync(http, "e", isEdge: true));
        Assert.Equal(["d"], emulator.Devices.List());
        await emulator.Devices.RemoveAsync("d", Cancellation);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(200, await PutAsync(http, "e", isEdge: true));
            Assert.Equal(413, await PutAsync(http, "d", isEdge: false));
            await emulator.Devices.RemoveAsync("e", Cancellation);
        }
    }

    private static async Task<int> PutAsync(HttpClient http, string deviceId, bool isEdge, string? ifMatch = null) => (await http.SendAsync(
        "PUT",
        $"/devices/{deviceId}{Version}",
        Client.Owner(),
        $$$$"""{"deviceId":"{{{{deviceId}}}}","capabilities":{"iotEdge":{{{{(isEdge ? "true" : "false")}}}}}}""",
        ifMatch)).Status;

    private static async Task<MqttClientConnectResultCode> ConnectAsync(IotEmulator emulator)
    {
        (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync(
            "e/$edgeAgent", "127.0.0.1/e/$edgeAgent/?api-version=2021-04-12", Client.Token("127.0.0.1/devices/e/modules/$edgeAgent", Key));
        client.Dispose();
        return code;
    }

    private static (int Status, string? Error) Outcome((int Status, string? Error, JsonNode? Body, HttpResponseMessage Response) answer) =>
        (answer.Status, answer.Error);
}
