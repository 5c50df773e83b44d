using System.Text.Json.Nodes;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class X509Tests : IAsyncLifetime
{
    private const string Version = "?api-version=2021-04-12";

    private readonly TestCertificateAuthority _root = TestCertificateAuthority.CreateRoot();
    private IotEmulator _emulator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

    public async ValueTask DisposeAsync()
    {
        _root.Dispose();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task A_device_of_a_group_registers_with_its_chain_over_both_transports()
    {
        using TestCertificateAuthority line = _root.CreateIntermediate("Line 4").CreateIntermediate("Shift 2");
        using TestCertificate device = line.Issue("line-4");
        _emulator.Enrollments.AddX509Group("factory", _root.Certificate);
        using HttpClient http = _emulator.Http(device);

        (int status, JsonNode body) = await http.RegisterAsync("line-4", null);
        (int Status, JsonNode Body)? overMqtt = await _emulator.RegisterAsync("line-4", null, device);

        Assert.Equal((200, "assigned"), (status, (string?)body["status"]));
        Assert.Equal((200, "assigned"), (overMqtt!.Value.Status, (string?)overMqtt.Value.Body["status"]));
        JsonNode x509 = body["registrationState"]!["x509"]!;
        Assert.Equal("factory", (string?)x509["enrollmentGroupId"]);
        Assert.Equal(device.Certificate.Thumbprint, (string?)x509["certificateInfo"]!["sha1Thumbprint"]);
        Assert.Equal("CN=Test root", (string?)x509["signingCertificateInfo"]!["subjectName"]);
        Assert.Equal(3, (int)x509["certificateInfo"]!["version"]!);
        Assert.Null(body["registrationState"]!["symmetricKey"]);
    }

    [Fact]
    public async Task The_group_whose_authority_is_nearest_to_the_device_is_the_one()
    {
        using TestCertificateAuthority line = _root.CreateIntermediate("Line 4");
        using TestCertificate device = line.Issue("line-4");
        _emulator.Enrollments.AddX509Group("all", _root.Certificate);
        _emulator.Enrollments.AddX509Group("line", line.Certificate);
        using HttpClient http = _emulator.Http(device);

        Assert.Equal("line", (string?)(await http.RegisterAsync("line-4", null)).Body["registrationState"]!["x509"]!["enrollmentGroupId"]);
    }

    [Theory]
    [InlineData("individual", true)]
    [InlineData("individual-authority", true)]
    [InlineData("wrong-certificate", false)]
    [InlineData("wrong-authority", false)]
    [InlineData("wrong-name", false)]
    [InlineData("missing-intermediate", false)]
    [InlineData("expired", false)]
    [InlineData("not-yet-valid", false)]
    [InlineData("forged-intermediate", false)]
    [InlineData("issued-by-a-device", false)]
    [InlineData("disabled-individual", false)]
    public async Task Only_what_is_proven_is_assigned(string what, bool isAssigned)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using TestCertificateAuthority line = _root.CreateIntermediate("Line 4");
        using TestCertificateAuthority stranger = TestCertificateAuthority.CreateRoot("Test root");
        TestCertificate device = what switch
        {
            "wrong-authority" => stranger.Issue("line-4"),
            "wrong-name" => line.Issue("line-5"),
            "missing-intermediate" => Without(line.Issue("line-4")),
            "expired" => line.Issue("line-4", now.AddDays(-2), now.AddMinutes(-1)),
            "not-yet-valid" => line.Issue("line-4", now.AddMinutes(5)),
            "forged-intermediate" => stranger.CreateIntermediate("Line 4").Issue("line-4"),
            "issued-by-a-device" => TestCertificateAuthority.Impersonate(line.Issue("line-4")).Issue("line-4"),
            _ => line.Issue("line-4"),
        };
        switch (what)
        {
            case "individual":
                _emulator.Enrollments.AddX509(device.Certificate);
                break;
            case "individual-authority":
                _emulator.Enrollments.AddX509("line-4", _root.Certificate);
                break;
            case "wrong-certificate":
                using (TestCertificate other = line.Issue("line-4"))
                {
                    _emulator.Enrollments.AddX509(other.Certificate);
                }

                break;
            case "disabled-individual":
                _emulator.Enrollments.AddX509(device.Certificate);
                _emulator.Enrollments.SetEnabled("line-4", false);
                _emulator.Enrollments.AddX509Group("factory", _root.Certificate);
                break;
            default:
                _emulator.Enrollments.AddX509Group("factory", _root.Certificate);
                break;
        }

        using HttpClient http = _emulator.Http(device);
        (int status, JsonNode body) = await http.RegisterAsync("line-4", null);

        Assert.Equal(isAssigned, (status, (string?)body["status"]) == (200, "assigned"));
        Assert.Equal(isAssigned ? 1 : 0, _emulator.Devices.List().Count);
        device.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_by_thumbprint_connects_and_opens_its_own_modules_only(bool bySelf)
    {
        using TestCertificate device = TestCertificateAuthority.IssueSelfSigned("anything");
        using TestCertificate other = TestCertificateAuthority.IssueSelfSigned("anything");
        await _emulator.Devices.AddX509Async("d", device.Certificate, Cancellation);
        await _emulator.Devices.AddX509Async("d2", other.Certificate, Cancellation);
        using HttpClient http = _emulator.Http(bySelf ? device : other);

        Assert.Equal(bySelf ? 404 : 401, (await http.SendAsync("GET", $"/devices/d/modules/m{Version}", null)).Status);
        Assert.Equal(bySelf, await ConnectsAsync("d", null, bySelf ? device : other));
        Assert.Equal(401, (await http.SendAsync("GET", $"/devices/d/modules/m{Version}", "SharedAccessSignature nonsense")).Status);
        Assert.Equal(401, (await http.SendAsync("GET", $"/devices{Version}", null)).Status);
    }

    [Fact]
    public async Task A_module_has_a_certificate_of_its_own()
    {
        using TestCertificate device = TestCertificateAuthority.IssueSelfSigned("d");
        using TestCertificate module = TestCertificateAuthority.IssueSelfSigned("m");
        await _emulator.Devices.AddX509Async("d", device.Certificate, Cancellation);
        await _emulator.Devices.AddX509ModuleAsync("d", "m", module.Certificate, Cancellation);

        Assert.True(await ConnectsAsync("d", "m", module));
        Assert.False(await ConnectsAsync("d", "m", device));
        Assert.False(await ConnectsAsync("d", null, module));
        Assert.False(await ConnectsAsync("d", "m", null));
    }

    [Theory]
    [InlineData("d", null, "d", true)]
    [InlineData("d", null, "D", false)]
    [InlineData("d", "m", "d/m", true)]
    [InlineData("d", "m", "d", false)]
    [InlineData("d", "m", "m", false)]
    public async Task An_authority_of_the_hub_vouches_for_the_name_of_its_certificates_alone(string deviceId, string? moduleId, string commonName, bool isAdmitted)
    {
        using TestCertificateAuthority line = _root.CreateIntermediate("Line 4");
        using TestCertificate certificate = line.Issue(commonName);
        await _emulator.Devices.AddX509Async("d", Cancellation);
        await _emulator.Devices.AddX509ModuleAsync("d", "m", cancellationToken: Cancellation);

        Assert.False(await ConnectsAsync(deviceId, moduleId, certificate));
        _emulator.Hubs[0].AddCertificateAuthority(_root.Certificate);
        Assert.Equal(isAdmitted, await ConnectsAsync(deviceId, moduleId, certificate));
        _emulator.Hubs[0].RemoveCertificateAuthority(_root.Certificate);
        Assert.False(await ConnectsAsync(deviceId, moduleId, certificate));
    }

    private static TestCertificate Without(TestCertificate certificate)
    {
        certificate.Intermediates.Clear();
        return certificate;
    }

    private async Task<bool> ConnectsAsync(string deviceId, string? moduleId, TestCertificate? certificate)
    {
        string clientId = moduleId is null ? deviceId : $"{deviceId}/{moduleId}";
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311)
            .WithClientId(clientId)
            .WithCredentials($"{_emulator.HostName}/{clientId}/?api-version=2021-04-12", (string?)null)
            .WithTcpServer(_emulator.HostName, _emulator.MqttPort)
            .WithStreamProvider(new TlsStreams(_emulator, certificate))
            .Build();
        return (await client.ConnectAsync(options, Cancellation)).ResultCode == MqttClientConnectResultCode.Success;
    }
}
