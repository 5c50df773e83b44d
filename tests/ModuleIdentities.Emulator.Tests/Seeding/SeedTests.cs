using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Tests.Wire;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Seeding;

public sealed class SeedTests : IDisposable
{
    private const string Version = "?api-version=2021-04-12";
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("emulator-seed");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_seed_file_makes_hubs_devices_modules_twins_enrolments_authorities_limits_and_faults()
    {
        using TestCertificateAuthority root = TestCertificateAuthority.CreateRoot("Contoso");
        using TestCertificate pump = root.Issue("pump-7");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "root.pem"), root.Certificate.ExportCertificatePem(), Cancellation);
        EmulatorSeed seed = Load($$"""
            {
              "$schema": "../docs/emulator-seed.schema.json",
              // Comments are welcome.
              "hubs": [
                { "sku": "S1", "units": 2, "certificateAuthorities": ["root.pem"], "devices": [
                  { "id": "bench", "primaryKey": "{{Key}}", "desired": { "a": 1 }, "tags": { "b": 2 }, "modules": [
                    { "id": "m", "primaryKey": "{{Key}}", "desired": { "c": 3 } } ] },
                  { "id": "pump-7", "isCertificateAuthority": true },
                  { "id": "off", "isEnabled": false } ] },
                { "name": "127.0.0.2", "devices": [ { "id": "elsewhere" } ] }
              ],
              "certificateAuthorities": [ { "name": "contoso", "certificate": "root.pem" } ],
              "enrollments": [ { "registrationId": "line-4", "primaryKey": "{{Key}}", "deviceId": "four", "allocation": "Static", "hubs": ["127.0.0.2"] } ],
              "enrollmentGroups": [ { "id": "factory", "authority": "contoso", "initialTwin": { "tags": { "plant": 2 } } } ],
              "provisioningRates": { "registrationsPerMinute": 200 },
              "faults": [ { "kind": "refuse", "status": 503, "operations": "Query", "times": 1 } ],
            }
            """);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { Seed = seed }, Cancellation);
        using HttpClient http = emulator.Http();
        using HttpClient pumps = emulator.Http(pump);

        Assert.Equal(["127.0.0.1", "127.0.0.2"], emulator.Hubs.Select(hub => hub.HostName));
        Assert.Equal(new HubScale(HubSku.S1, 2), emulator.Hubs[0].Limits.Scale);
        Assert.Equal(200, emulator.ProvisioningLimits.Rates!.RegistrationsPerMinute);
        Assert.Equal(["elsewhere"], emulator.Hubs[1].Devices.List());
        string device = Client.Token("127.0.0.1/devices/bench", Key);
        Assert.Equal(Key, (string)(await http.SendAsync("GET", $"/devices/bench/modules/m{Version}", device)).Body!["authentication"]!["symmetricKey"]!["primaryKey"]!);
        JsonNode twin = (await http.SendAsync("GET", $"/twins/bench{Version}", Client.Owner())).Body!;
        Assert.Equal((1, 2), ((int)twin["properties"]!["desired"]!["a"]!, (int)twin["tags"]!["b"]!));
        Assert.Equal(3, (int)(await http.SendAsync("GET", $"/twins/bench/modules/m{Version}", Client.Owner())).Body!["properties"]!["desired"]!["c"]!);
        (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync("bench/m", "127.0.0.1/bench/m", Client.Token("127.0.0.1/devices/bench/modules/m", Key));
        client.Dispose();
        Assert.Equal(MqttClientConnectResultCode.Success, code);
        Assert.Equal(200, (await pumps.SendAsync("GET", $"/devices/pump-7/modules{Version}", null)).Status);
        Assert.Equal("disabled", (string)(await http.SendAsync("GET", $"/devices/off{Version}", Client.Owner())).Body!["status"]!);

        JsonNode state = (await http.RegisterAsync("line-4", ProvisioningClient.Token(emulator, "line-4", Key))).Body["registrationState"]!;
        Assert.Equal(("127.0.0.2", "four"), ((string)state["assignedHub"]!, (string)state["deviceId"]!));
        using TestCertificate pump8 = root.Issue("pump-8");
        using HttpClient pumps8 = emulator.Http(pump8);
        JsonNode assigned = (await pumps8.RegisterAsync("pump-8", null)).Body["registrationState"]!;
        Assert.Equal("assigned", (string)assigned["status"]!);
        Assert.Equal(2, (int)emulator.Hubs[(string)assigned["assignedHub"]!].Devices["pump-8"].Twin.Get().Tags["plant"]!);
        Assert.Equal(503, (await http.SendAsync("POST", $"/devices/query{Version}", Client.Owner(), """{"query":"SELECT * FROM devices"}""")).Status);
        Assert.Equal(1, emulator.Faults.Handles.Single().Hits);
    }

    [Fact]
    public async Task What_is_there_already_stays_as_it_is()
    {
        string state = Path.Combine(_folder.FullName, "state.db");
        EmulatorSeed seed = new()
        {
            Hubs = [new SeedHub { Devices = [new SeedDevice { Id = "d", Desired = new JsonObject { ["a"] = 1 }, Modules = [new SeedModule { Id = "m" }] }] }],
            Enrollments = [new SeedEnrollment { RegistrationId = "line-4" }],
            EnrollmentGroups = [new SeedGroup { Id = "fleet" }],
        };
        (string, string, string?, string?) first = await StartAsync(2);

        Assert.Equal(first, await StartAsync(3));

        async Task<(string, string, string?, string?)> StartAsync(long version)
        {
            await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { StateFile = state, Seed = seed }, Cancellation);
            TwinSnapshot twin = await emulator.Devices["d"].Twin.UpdateDesiredAsync("""{"a":2}""", Cancellation);
            Assert.Equal(version + 1, twin.DesiredVersion);
            return (
                emulator.Devices.ConnectionString("d"),
                emulator.Devices.ConnectionString("d", "m"),
                emulator.Enrollments.Find("line-4")!.PrimaryKey,
                emulator.Enrollments.FindGroup("fleet")!.PrimaryKey);
        }
    }

    [Theory]
    [InlineData("{\n\n  \"hubs\": 1\n}", "seed.json(3): hubs: ")]
    [InlineData("{\n  \"hbus\": []\n}", "seed.json(2): hbus: ")]
    [InlineData("{\n  \"enrollments\": [\n    {\"registrationId\": \"a\"},\n    {\"registrationId\": \"b\", \"enabled\": true}]\n}", "seed.json(4): enrollments[1].enabled: ")]
    [InlineData("{\n  \"enrollments\": [\n", "seed.json(3): ")]
    [InlineData("{\"enrollmentGroups\": [\n  {\"primaryKey\": \"x\"}]}", "seed.json(2): enrollmentGroups[0]: ")]
    [InlineData("{\n  \"faults\": [{\"status\": 503}]\n}", "seed.json(2): faults: Fault 1: A fault has a 'kind'.")]
    [InlineData("null", "seed.json(1): It is null.")]
    [InlineData("{\"hubs\": [\n  null]}", "seed.json(2): hubs[0]: It is null.")]
    [InlineData("{\"hubs\": [{\"devices\": [{\"id\": \"d\",\n \"modules\": [{\"id\": \"m\"}, null]}]}]}", "seed.json(2): hubs[0].devices[0].modules[1]: It is null.")]
    [InlineData("{\"hubs\": [{\"certificateAuthorities\": [null]}]}", "seed.json(1): hubs[0].certificateAuthorities[0]: It is null.")]
    [InlineData("{\"enrollments\": [{\"registrationId\": \"a\", \"hubs\": [null]}]}", "seed.json(1): enrollments[0].hubs[0]: It is null.")]
    [InlineData("{\"hubs\": [{\"devices\": [{\"id\": \"d\",\n  \"desired\": {\"a\": [1, null]}}]}]}", "seed.json(2): hubs[0].devices[0].desired.a[1]: It is null.")]
    [InlineData("{\"enrollmentGroups\": [null]}", "seed.json(1): enrollmentGroups[0]: It is null.")]
    [InlineData("{\"certificateAuthorities\": [null]}", "seed.json(1): certificateAuthorities[0]: It is null.")]
    public void What_is_no_seed_is_refused_with_line_and_path(string json, string message) =>
        Assert.StartsWith(message, Relative(Assert.Throws<SeedException>(() => Load(json)).Message), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"enrollments\": [\n  {\"registrationId\": \"a\"},\n  {\"registrationId\": \"b\", \"primaryKey\": \"!\"}]}", "seed.json(3): enrollments[1]: A key is not base64 of 16 to 64 bytes.")]
    [InlineData("{\"enrollments\": [\n  {\"deviceId\": \"a\"}]}", "seed.json(2): enrollments[0]: The registrationId is missing.")]
    [InlineData("{\"hubs\": [{\n  \"devices\": [\n    {\"id\": \"d\",\n     \"modules\": [{\"id\": \"a/b\"}]}]}]}", "seed.json(4): hubs[0].devices[0].modules[0]: ")]
    [InlineData("{\"hubs\": [{\n  \"devices\": [{\"id\": \"d\",\n  \"certificate\": \"missing.pem\"}]}]}", "seed.json(3): hubs[0].devices[0].certificate: It is neither a certificate")]
    [InlineData("{\"hubs\": [{\n  \"sku\": \"S1\",\n  \"units\": 0}]}", "seed.json(3): hubs[0].units: ")]
    [InlineData("{\n  \"faults\": [{\"kind\": \"refuse\", \"status\": 200}]}", "seed.json(2): faults[0]: ")]
    [InlineData("{\n  \"provisioningRates\": {\"pollsPerTenSeconds\": 0}}", "seed.json(2): provisioningRates: ")]
    [InlineData("{\"hubs\": [{\"devices\": [{\"id\": \"d\",\n  \"desired\": {\"a.b\": 1}}]}]}", "seed.json(1): hubs[0].devices[0]: ")]
    public async Task What_cannot_be_made_is_refused_with_line_and_path(string json, string message)
    {
        SeedException exception = await Assert.ThrowsAsync<SeedException>(() => IotEmulator.StartAsync(new IotEmulatorOptions { Seed = Load(json) }, Cancellation));

        Assert.StartsWith(message, Relative(exception.Message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_from_code_is_refused_with_its_path()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        SeedException exception = await Assert.ThrowsAsync<SeedException>(
            () => emulator.SeedAsync(new EmulatorSeed { Hubs = [new SeedHub { Name = "127.0.0.9" }] }, Cancellation));

        Assert.Equal("hubs[0].name: '127.0.0.9' is not a hub of this emulator.", exception.Message);
    }

    private string Relative(string message) => message.Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private EmulatorSeed Load(string json)
    {
        string path = Path.Combine(_folder.FullName, "seed.json");
        File.WriteAllText(path, json);
        return EmulatorSeed.Load(path);
    }
}
