using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class EnrollmentApiTests : EmulatorTests
{
    private const string Version = "?api-version=2021-10-01";
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    protected override IotEmulatorOptions Options => new() { LinkedHubs = ["127.0.0.2"] };

    [Fact]
    public async Task An_enrolment_that_a_service_client_makes_lets_its_device_in()
    {
        (int status, _, JsonNode? made, HttpResponseMessage response) = await PutAsync(
            "enrollments/line-4", """{"registrationId":"line-4","deviceId":"pump","attestation":{"type":"symmetricKey","symmetricKey":{}},"iotHubHostName":"127.0.0.2"}""");
        string key = (string)made!["attestation"]!["symmetricKey"]!["primaryKey"]!;
        JsonNode state = (await Http.RegisterAsync("line-4", ProvisioningClient.Token(Emulator, "line-4", key))).Body["registrationState"]!;
        JsonNode read = (await SendAsync("GET", "enrollments/LINE-4")).Body!;
        JsonNode mechanism = (await SendAsync("POST", "enrollments/line-4/attestationmechanism")).Body!;

        Assert.Equal(200, status);
        Assert.Equal($"\"{made["etag"]}\"", response.Headers.ETag!.ToString());
        Assert.Equal(("127.0.0.2", "pump"), ((string?)state["assignedHub"], (string?)state["deviceId"]));
        Assert.Equal("assigned", (string?)read["registrationState"]!["status"]);
        Assert.Null(read["attestation"]!["symmetricKey"]!["primaryKey"]);
        Assert.Equal(key, (string?)mechanism["symmetricKey"]!["primaryKey"]);
        Assert.Equal(("enabled", "static"), ((string?)read["provisioningStatus"], (string?)read["allocationPolicy"]));
        Assert.Equal("assigned", (string?)(await SendAsync("GET", "registrations/line-4")).Body!["status"]);
    }

    [Fact]
    public async Task A_deleted_registration_is_forgotten()
    {
        string token = ProvisioningClient.Token(Emulator, "line-4", Emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!);
        await Http.RegisterAsync("line-4", token);

        Assert.Equal(412, (await SendAsync("DELETE", "registrations/line-4", ifMatch: "stale")).Status);
        Assert.Equal(204, (await SendAsync("DELETE", "registrations/line-4")).Status);

        Assert.Equal(404, (await SendAsync("GET", "registrations/line-4")).Status);
        Assert.Equal(404, (await SendAsync("DELETE", "registrations/line-4")).Status);
    }

    [Fact]
    public async Task An_update_needs_the_etag_and_keeps_the_secrets_that_it_leaves_out()
    {
        const string Plain = """{"registrationId":"d","attestation":{"type":"symmetricKey"}}""";
        JsonNode made = (await PutAsync("enrollments/d", Plain)).Body!;

        Assert.Equal(409, (await PutAsync("enrollments/d", Plain)).Status);
        Assert.Equal(412, (await PutAsync("enrollments/d", Plain, "stale")).Status);
        Assert.Equal(404, (await PutAsync("enrollments/e", """{"registrationId":"e","attestation":{"type":"symmetricKey"}}""", "*")).Status);
        JsonNode read = (await SendAsync("GET", "enrollments/d")).Body!;
        read["provisioningStatus"] = "disabled";
        JsonNode updated = (await PutAsync("enrollments/d", read.ToJsonString(), (string?)made["etag"])).Body!;

        Assert.Equal("disabled", (string?)updated["provisioningStatus"]);
        Assert.Equal((string?)made["attestation"]!["symmetricKey"]!["primaryKey"], (string?)updated["attestation"]!["symmetricKey"]!["primaryKey"]);
        Assert.Equal(412, (await SendAsync("DELETE", "enrollments/d", ifMatch: (string?)made["etag"])).Status);
        Assert.Equal(204, (await SendAsync("DELETE", "enrollments/d")).Status);
        Assert.Equal(404, (await SendAsync("GET", "enrollments/d")).Status);
    }

    [Fact]
    public async Task A_group_by_certificate_says_what_it_is_and_lists_its_registrations()
    {
        using TestCertificateAuthority root = TestCertificateAuthority.CreateRoot();
        using TestCertificate device = root.Issue("line-4");
        JsonObject body = new()
        {
            ["enrollmentGroupId"] = "factory",
            ["attestation"] = new JsonObject
            {
                ["type"] = "x509",
                ["x509"] = new JsonObject
                {
                    ["signingCertificates"] = new JsonObject { ["primary"] = new JsonObject { ["certificate"] = root.Certificate.ExportCertificatePem() } },
                },
            },
        };
        JsonNode made = (await PutAsync("enrollmentGroups/factory", body.ToJsonString())).Body!;
        using HttpClient deviceHttp = Emulator.Http(device);
        await deviceHttp.RegisterAsync("line-4", null);

        JsonNode page = (await SendAsync("POST", "registrations/factory/query", """{"query":"*"}""")).Body!;

        Assert.Equal("CN=Test root", (string?)made["attestation"]!["x509"]!["signingCertificates"]!["primary"]!["info"]!["subjectName"]);
        Assert.Equal("line-4", (string?)Assert.Single(page.AsArray())!["registrationId"]);
    }

    [Fact]
    public async Task A_query_comes_page_by_page()
    {
        for (int i = 0; i < 5; i++)
        {
            Emulator.Enrollments.AddSymmetricKey($"d{i}");
        }

        List<string> found = [];
        string? continuation = null;
        int pages = 0;
        do
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"/enrollments/query{Version}");
            request.Content = new StringContent("""{"query":"SELECT * FROM enrollments"}""", System.Text.Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Authorization", Owner());
            request.Headers.TryAddWithoutValidation("x-ms-max-item-count", "2");
            request.Headers.TryAddWithoutValidation("x-ms-continuation", continuation);
            using HttpResponseMessage response = await Http.SendAsync(request, Cancellation);
            JsonArray items = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!.AsArray();
            found.AddRange(items.Select(item => (string)item!["registrationId"]!));
            continuation = response.Headers.TryGetValues("x-ms-continuation", out IEnumerable<string>? values) ? values.Single() : null;
            pages++;
        }
        while (continuation is not null);

        Assert.Equal(["d0", "d1", "d2", "d3", "d4"], found);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_bulk_operation_says_what_failed_and_does_the_rest()
    {
        await PutAsync("enrollments/a", """{"registrationId":"a","attestation":{"type":"symmetricKey"}}""");
        const string Bulk = """{"mode":"create","enrollments":[{"registrationId":"a","attestation":{"type":"symmetricKey"}},{"registrationId":"b","attestation":{"type":"symmetricKey"}}]}""";

        JsonNode result = (await SendAsync("POST", "enrollments", Bulk)).Body!;

        Assert.False((bool)result["isSuccessful"]!);
        Assert.Equal("a", (string?)Assert.Single(result["errors"]!.AsArray())!["registrationId"]);
        Assert.NotNull(Emulator.Enrollments.Find("b"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"registrationId":"other","attestation":{"type":"symmetricKey"}}""")]
    [InlineData("""{"registrationId":"d","attestation":{"type":"x509","x509":{"clientCertificates":{"primary":{"certificate":"bm9uc2Vuc2U="}}}}}""")]
    [InlineData("""{"registrationId":"d","attestation":{"type":"x509"}}""")]
    [InlineData("""{"registrationId":"d","attestation":{"type":"tpm","tpm":{"endorsementKey":"AA=="}}}""")]
    [InlineData("""{"registrationId":"d","attestation":{"type":"symmetricKey","symmetricKey":{"primaryKey":"AAAA","secondaryKey":"AAAA"}}}""")]
    [InlineData("""{"registrationId":"d","attestation":{"type":"symmetricKey","symmetricKey":{"primaryKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}}""")]
    [InlineData("""{"registrationId":"d","attestation":{"type":"symmetricKey"},"iotHubs":["nowhere.azure-devices.net"]}""")]
    public async Task A_body_that_is_no_such_enrolment_is_refused(string body)
    {
        Assert.Equal(400, (await PutAsync("enrollments/d", body)).Status);
        Assert.Empty(Emulator.Enrollments.List());
    }

    [Fact]
    public async Task Only_a_policy_of_the_service_with_the_right_is_let_in()
    {
        string reader = Client.KeyOf(Emulator.ProvisioningPolicies.Put("reader", ProvisioningRights.EnrollmentRead));
        Emulator.Enrollments.AddSymmetricKey("d", Key);
        string?[] tokens =
        [
            null,
            Client.Token("127.0.0.1", Key, keyName: "provisioningserviceowner"),
            Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "iothubowner"),
            Client.Token("127.0.0.2", IotEmulator.DevelopmentKey, keyName: "provisioningserviceowner"),
            Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, DateTimeOffset.UtcNow.AddMinutes(-6), "provisioningserviceowner"),
            Client.Token($"{Emulator.IdScope}/registrations/d", Key, keyName: "registration"),
        ];
        foreach (string? token in tokens)
        {
            Assert.Equal(401, (await Http.SendAsync("GET", $"/enrollments/d{Version}", token)).Status);
        }

        string readerToken = Client.Token("127.0.0.1", reader, keyName: "reader");
        Assert.Equal(200, (await Http.SendAsync("GET", $"/enrollments/d{Version}", readerToken)).Status);
        Assert.Equal(401, (await Http.SendAsync("DELETE", $"/enrollments/d{Version}", readerToken)).Status);
        Assert.Equal(401, (await Http.SendAsync("POST", $"/enrollments/d/attestationmechanism{Version}", readerToken)).Status);
    }

    private static string Owner() => Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "provisioningserviceowner");

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> PutAsync(string path, string body, string? ifMatch = null) =>
        SendAsync("PUT", path, body, ifMatch);

    private Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> SendAsync(
        string method, string path, string? body = null, string? ifMatch = null) =>
        Http.SendAsync(method, $"/{path}{Version}", Owner(), body, ifMatch);
}
