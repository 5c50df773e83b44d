using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class RegistryTests : EmulatorTests
{
    private const string Version = "?api-version=2021-04-12";
    private const string Module = $"/devices/d/modules/m{Version}";
    private const string Body = """{"deviceId":"d","moduleId":"m"}""";

    private string _key = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _key = Client.KeyOf(await Emulator.Devices.AddAsync("d", Cancellation));
    }

    [Fact]
    public async Task Create_makes_keys_and_answers_200_with_the_etag_twice()
    {
        (int status, _, JsonNode? body, HttpResponseMessage response) = await Http.SendAsync("PUT", Module, DeviceToken(), Body);

        Assert.Equal(200, status);
        Assert.Equal($"\"{body!["etag"]}\"", response.Headers.ETag!.ToString());
        Assert.Equal(("m", "d", "sas"), ((string?)body["moduleId"], (string?)body["deviceId"], (string?)body["authentication"]!["type"]));
        Assert.Equal(32, Convert.FromBase64String((string)body["authentication"]!["symmetricKey"]!["primaryKey"]!).Length);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Create_conflicts_when_the_module_exists_even_with_its_etag_in_the_body()
    {
        await Http.SendAsync("PUT", Module, DeviceToken(), Body);

        (int status, string? error, JsonNode? body, _) = await Http.SendAsync("PUT", Module, DeviceToken(), Body);

        Assert.Equal((409, "ModuleAlreadyExistsOnDevice"), (status, error));
        Assert.Equal(409301, (int)JsonNode.Parse((string)body!["Message"]!)!["errorCode"]!);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"*\"")]
    [InlineData("{etag}")]
    [InlineData("\"{etag}\"")]
    public async Task Update_takes_every_form_of_the_etag_and_mints_new_keys_when_none_are_given(string ifMatch)
    {
        JsonNode created = (await Http.SendAsync("PUT", Module, DeviceToken(), Body)).Body!;
        string match = ifMatch.Replace("{etag}", (string)created["etag"]!, StringComparison.Ordinal);

        (int status, _, JsonNode? updated, _) = await Http.SendAsync("PUT", Module, DeviceToken(), Body, match);

        Assert.Equal(200, status);
        Assert.Equal((string?)created["generationId"], (string?)updated!["generationId"]);
        Assert.NotEqual(Key(created), Key(updated));
        Assert.NotEqual((string?)created["etag"], (string?)updated["etag"]);
    }

    [Fact]
    public async Task Update_refuses_a_stale_etag_and_a_missing_module()
    {
        await Http.SendAsync("PUT", Module, DeviceToken(), Body);

        Assert.Equal(412, (await Http.SendAsync("PUT", Module, DeviceToken(), Body, "stale")).Status);
        Assert.Equal((404, "ModuleNotFound"), Outcome(await Http.SendAsync(
            "PUT", $"/devices/d/modules/x{Version}", DeviceToken(), """{"deviceId":"d","moduleId":"x"}""", "*")));
    }

    [Fact]
    public async Task Delete_needs_an_etag_and_answers_204_without_a_body()
    {
        await Http.SendAsync("PUT", Module, DeviceToken(), Body);

        Assert.Equal((412, "PreconditionFailed"), Outcome(await Http.SendAsync("DELETE", Module, DeviceToken())));
        (int status, _, JsonNode? body, _) = await Http.SendAsync("DELETE", Module, DeviceToken(), ifMatch: "*");
        Assert.Equal((204, null), (status, body));
        Assert.Equal((404, "ModuleNotFound"), Outcome(await Http.SendAsync("GET", Module, DeviceToken())));
    }

    [Fact]
    public async Task A_module_made_again_has_another_generation()
    {
        string first = (string)(await Http.SendAsync("PUT", Module, DeviceToken(), Body)).Body!["generationId"]!;
        await Http.SendAsync("DELETE", Module, DeviceToken(), ifMatch: "*");

        Assert.NotEqual(first, (string)(await Http.SendAsync("PUT", Module, DeviceToken(), Body)).Body!["generationId"]!);
    }

    [Fact]
    public async Task The_51st_module_is_refused()
    {
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(200, (await Create(i)).Status);
        }

        Assert.Equal((413, "TooManyModulesOnDevice"), Outcome(await Create(50)));
        Assert.Equal(50, (await Http.SendAsync("GET", $"/devices/d/modules{Version}", DeviceToken())).Body!.AsArray().Count);

        Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> Create(int i) =>
            Http.SendAsync("PUT", $"/devices/d/modules/m{i}{Version}", DeviceToken(), $$"""{"deviceId":"d","moduleId":"m{{i}}"}""");
    }

    [Theory]
    [InlineData("""{"deviceId":"d","moduleId":"other"}""")]
    [InlineData("not json")]
    [InlineData("""{"deviceId":"d","moduleId":"m","authentication":{"type":"sas","symmetricKey":{"primaryKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}}""")]
    public async Task A_body_that_does_not_fit_is_refused(string body) => Assert.Equal(400, (await Http.SendAsync("PUT", Module, DeviceToken(), body)).Status);

    [Fact]
    public async Task System_modules_and_a_missing_api_version_are_refused()
    {
        Assert.Equal((401, "SystemModuleModifyUnauthorizedAccess"), Outcome(await Http.SendAsync(
            "PUT", $"/devices/d/modules/$edgeHub{Version}", DeviceToken(), """{"deviceId":"d","moduleId":"$edgeHub"}""")));
        Assert.Equal((400, "InvalidProtocolVersion"), Outcome(await Http.SendAsync("GET", "/devices/d/modules/m", DeviceToken())));
    }

    [Fact]
    public async Task A_device_opens_its_own_modules_with_every_form_of_its_token()
    {
        Func<string, string>[] encoders = [Uri.EscapeDataString, text => text, text => Uri.EscapeDataString(text).ToLowerInvariant(), text => Uri.EscapeDataString(Uri.EscapeDataString(text))];
        foreach (Func<string, string> encode in encoders)
        {
            // The official C# service client signs the bare host with the device's key.
            foreach (string resource in new[] { "127.0.0.1/devices/d", "127.0.0.1" })
            {
                Assert.Equal(404, (await Http.SendAsync("GET", Module, Client.Token(resource, _key, encode: encode))).Status);
            }
        }
    }

    [Fact]
    public async Task Whoever_is_not_the_device_or_the_hub_is_refused()
    {
        string other = Client.KeyOf(await Emulator.Devices.AddAsync("d2", Cancellation));
        string?[] tokens =
        [
            null,
            "Bearer x",
            Client.Token("127.0.0.1/devices/d", other),
            Client.Token("127.0.0.1/devices/d2", other),
            Client.Token("127.0.0.1/devices/d2", _key),
            Client.Token("127.0.0.1/device", _key),
            Client.Token("127.0.0.2", _key),
            Client.Token("127.0.0.1/devices/d", _key, DateTimeOffset.UtcNow.AddMinutes(-6)),
            Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "service"),
            Client.Token("127.0.0.1", _key, keyName: "iothubowner"),
        ];
        foreach (string? token in tokens)
        {
            Assert.Equal(401, (await Http.SendAsync("GET", Module, token)).Status);
        }

        Assert.Equal(401, (await Http.SendAsync("PUT", $"/devices/d3{Version}", DeviceToken(), """{"deviceId":"d3"}""")).Status);
        Assert.Equal(401, (await Http.SendAsync("GET", $"/devices/none/modules/m{Version}", Client.Owner())).Status);
        Assert.Equal(404, (await Http.SendAsync("GET", Module, Client.Owner())).Status);
    }

    [Fact]
    public async Task What_is_not_modelled_is_refused_with_a_status_that_nobody_retries()
    {
        (int status, _, JsonNode? body, _) = await Http.SendAsync("GET", $"/jobs/v2/j{Version}", Client.Owner());

        Assert.Equal(400, status);
        Assert.Contains("does not model GET /jobs/v2/j", (string)body!["Message"]!, StringComparison.Ordinal);
    }

    private static (int Status, string? Error) Outcome((int Status, string? Error, JsonNode? Body, HttpResponseMessage Response) answer) =>
        (answer.Status, answer.Error);

    private static string? Key(JsonNode module) => (string?)module["authentication"]!["symmetricKey"]!["primaryKey"];

    private string DeviceToken() => Client.Token("127.0.0.1/devices/d", _key);
}
