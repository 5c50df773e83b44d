using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Agents.Tests;

/// <summary>The files of each agent in each mode, byte for byte, with owner and mode.</summary>
public sealed class GoldenFileTests : IDisposable
{
    private readonly Image _image = new();

    public GoldenFileTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Owners are root's to give.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _image.Dispose();

    [Fact]
    public async Task Defender_by_key()
    {
        await ApplyAsync(new DefenderAgent(), AgentMode.ConnectionString);

        Assert.Equal(
            "HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId=DefenderIotMicroAgent;SharedAccessKey=EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8=\n",
            _image.Read("/etc/defender_iot_micro_agent/connection_string.txt"));
        Assert.Equal("0:0 0600", _image.Protection("/etc/defender_iot_micro_agent/connection_string.txt"));
    }

    [Fact]
    public async Task Defender_by_key_where_an_old_version_keeps_it()
    {
        _image.Write("/var/defender_iot_micro_agent/conf.json", "{}");

        await ApplyAsync(new DefenderAgent(), AgentMode.ConnectionString);

        Assert.Equal("0:0 0600", _image.Protection("/var/defender_iot_micro_agent/connection_string.txt"));
        Assert.False(_image.Has("/etc/defender_iot_micro_agent/connection_string.txt"));
    }

    [Fact]
    public async Task Defender_by_certificate()
    {
        DefenderAgent agent = new();

        await ApplyAsync(agent, AgentMode.Certificate);

        const string Folder = "/etc/defender_iot_micro_agent";
        Assert.Equal("HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId=DefenderIotMicroAgent;x509=true\n", _image.Read($"{Folder}/connection_string.txt"));
        using X509Certificate2 pair = X509Certificate2.CreateFromPem(_image.Read($"{Folder}/certificate_public.pem"), _image.Read($"{Folder}/certificate_private.pem"));
        Assert.True(pair.HasPrivateKey);
        Assert.Equal(
            ("0:0 0600", "0:0 0600", "0:0 0600"),
            (_image.Protection($"{Folder}/connection_string.txt"), _image.Protection($"{Folder}/certificate_public.pem"), _image.Protection($"{Folder}/certificate_private.pem")));

        await ApplyAsync(agent, AgentMode.ConnectionString);

        Assert.False(_image.Has($"{Folder}/certificate_private.pem"));
    }

    [Fact]
    public async Task Defender_behind_a_proxy_keeps_what_it_does_not_know()
    {
        _image.Write("/etc/defender_iot_micro_agent/conf.json", """{"CollectorsCore_PriorityIntervals":"30,120,1440","IothubModule_TransportProtocol":"AMQP_Protocol"}""");

        await ApplyAsync(new DefenderAgent(), AgentMode.ConnectionString, request => request with { IsWebSocket = true, Proxy = new Uri("http://me:hush%21@10.0.0.1:3128") });

        Assert.Equal(
            """
            {
              "CollectorsCore_PriorityIntervals": "30,120,1440",
              "IothubModule_TransportProtocol": "MQTT_WebSocket_Protocol",
              "IothubModule_ProxyConfig": "10.0.0.1,3128,me,hush!"
            }

            """.ReplaceLineEndings("\n"),
            _image.Read("/etc/defender_iot_micro_agent/conf.json"));
        Assert.Equal("0:0 0600", _image.Protection("/etc/defender_iot_micro_agent/conf.json"));
    }

    [Fact]
    public async Task A_device_on_WebSockets_has_its_agents_on_WebSockets()
    {
        _image.Write("/etc/osconfig/osconfig.json", """{"IotHubProtocol":1}""");

        await ApplyAsync(new OsConfigAgent(), AgentMode.ConnectionString, request => request with { IsWebSocket = true });
        await ApplyAsync(new DeviceUpdateAgent(), AgentMode.ConnectionString, request => request with { IsWebSocket = true });

        Assert.Equal("{\n  \"IotHubProtocol\": 2,\n  \"IotHubManagement\": 1\n}\n", _image.Read("/etc/osconfig/osconfig.json"));
        Assert.Contains("\"iotHubProtocol\": \"mqtt/ws\"", _image.Read("/etc/adu/du-config.json"), StringComparison.Ordinal);
        Assert.Equal(("0:0 0600", "4711:4712 0640"), (_image.Protection("/etc/osconfig/osconfig.json"), _image.Protection("/etc/adu/du-config.json")));
    }

    [Fact]
    public async Task Device_Update_by_certificate_and_back()
    {
        await ApplyAsync(new DeviceUpdateAgent(), AgentMode.Certificate);

        Assert.Contains(
            """
                  "connectionSource": {
                    "connectionType": "X509",
                    "connectionData": "HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId=IoTHubDeviceUpdate;x509=true",
                    "connectionX509CertFilePath": "/etc/adu/certs/client.pem",
                    "connectionX509PrivateKeyFilePath": "/etc/adu/certs/client.key",
                    "connectionX509CaCertFilePath": "/etc/ssl/certs/ca-certificates.crt"
                  }
            """.ReplaceLineEndings("\n"),
            _image.Read("/etc/adu/du-config.json"),
            StringComparison.Ordinal);
        Assert.Contains("\"schemaVersion\": \"1.2\"", _image.Read("/etc/adu/du-config.json"), StringComparison.Ordinal);
        using X509Certificate2 pair = X509Certificate2.CreateFromPem(_image.Read("/etc/adu/certs/client.pem"), _image.Read("/etc/adu/certs/client.key"));
        Assert.True(pair.HasPrivateKey);
        Assert.Equal(
            ("4711:4712 0640", "4711:4712 0640", "4711:4712 0600"),
            (_image.Protection("/etc/adu/du-config.json"), _image.Protection("/etc/adu/certs/client.pem"), _image.Protection("/etc/adu/certs/client.key")));

        await ApplyAsync(new DeviceUpdateAgent(), AgentMode.ConnectionString);

        Assert.DoesNotContain("X509", _image.Read("/etc/adu/du-config.json"), StringComparison.Ordinal);
        Assert.False(_image.Has("/etc/adu/certs/client.key"));
    }

    [Fact]
    public async Task Device_Update_by_connection_string_from_nothing()
    {
        await ApplyAsync(new DeviceUpdateAgent(), AgentMode.ConnectionString);

        Assert.Equal(
            """
            {
              "agents": [
                {
                  "name": "main",
                  "runas": "adu",
                  "manufacturer": "contoso",
                  "model": "gw1",
                  "connectionSource": {
                    "connectionType": "string",
                    "connectionData": "HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId=IoTHubDeviceUpdate;SharedAccessKey=EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8="
                  }
                }
              ],
              "schemaVersion": "1.1",
              "aduShellTrustedUsers": [
                "adu",
                "do"
              ],
              "manufacturer": "contoso",
              "model": "gw1"
            }

            """.ReplaceLineEndings("\n"),
            _image.Read("/etc/adu/du-config.json"));
        Assert.Equal("4711:4712 0640", _image.Protection("/etc/adu/du-config.json"));
    }

    [Fact]
    public async Task Device_Update_by_Identity_Service_keeps_what_it_does_not_know()
    {
        Directory.CreateDirectory(_image.Locate("/etc/aziot/identityd/config.d"));
        _image.Write("/etc/adu/du-config.json", """
            {
              "schemaVersion": "1.1", // a comment, as in the documentation
              "aduShellTrustedUsers": ["adu"],
              "iotHubProtocol": "mqtt/ws",
              "compatPropertyNames": "manufacturer,model",
              "manufacturer": "fabrikam",
              "model": "x",
              "agents": [
                { "name": "first", "runas": "adu", "manufacturer": "fabrikam", "model": "x",
                  "connectionSource": { "connectionType": "string", "connectionData": "HostName=old" }, "additionalDeviceProperties": { "line": "4" } },
                { "name": "second", "runas": "adu", "manufacturer": "fabrikam", "model": "x", "connectionSource": { "connectionType": "AIS", "connectionData": "" } }
              ],
            }
            """);

        await ApplyAsync(new DeviceUpdateAgent(), AgentMode.IdentityService);

        Assert.Equal(
            """
            {
              "schemaVersion": "1.1",
              "aduShellTrustedUsers": [
                "adu"
              ],
              "iotHubProtocol": "mqtt/ws",
              "compatPropertyNames": "manufacturer,model",
              "manufacturer": "fabrikam",
              "model": "x",
              "agents": [
                {
                  "name": "first",
                  "runas": "adu",
                  "manufacturer": "fabrikam",
                  "model": "x",
                  "connectionSource": {
                    "connectionType": "AIS",
                    "connectionData": ""
                  },
                  "additionalDeviceProperties": {
                    "line": "4"
                  }
                },
                {
                  "name": "second",
                  "runas": "adu",
                  "manufacturer": "fabrikam",
                  "model": "x",
                  "connectionSource": {
                    "connectionType": "AIS",
                    "connectionData": ""
                  }
                }
              ]
            }

            """.ReplaceLineEndings("\n"),
            _image.Read("/etc/adu/du-config.json"));
        Assert.Equal(
            "[[principal]]\nname = \"IoTHubDeviceUpdate\"\nidtype = [\"module\"]\nuid = 4711\n", _image.Read("/etc/aziot/identityd/config.d/adu.toml"));
        Assert.Equal(
            ("4713:4713 0600", "4711:4712 0640"), (_image.Protection("/etc/aziot/identityd/config.d/adu.toml"), _image.Protection("/etc/adu/du-config.json")));
    }

    [Fact]
    public async Task OSConfig_by_file()
    {
        _image.Write("/etc/osconfig/osconfig.json", """{"ModelVersion":20,"IotHubProtocol":2,"IotHubManagement":0}""");

        await ApplyAsync(new OsConfigAgent(), AgentMode.ConnectionString);

        Assert.Equal(
            "HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId=osconfig;SharedAccessKey=EBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8=\n",
            _image.Read("/etc/osconfig/osconfig.conn"));
        Assert.Equal("{\n  \"ModelVersion\": 20,\n  \"IotHubProtocol\": 2,\n  \"IotHubManagement\": 1\n}\n", _image.Read("/etc/osconfig/osconfig.json"));
        Assert.Equal(
            "[Service]\nEnvironment=CONN_STR=/etc/osconfig/osconfig.conn\nExecStart=\nExecStart=/usr/bin/osconfig $CONN_STR\n",
            _image.Read("/etc/systemd/system/osconfig.service.d/10-connection.conf"));
        Assert.Equal(
            ("0:0 0600", "0:0 0600", "0:0 0644"),
            (_image.Protection("/etc/osconfig/osconfig.conn"), _image.Protection("/etc/osconfig/osconfig.json"), _image.Protection("/etc/systemd/system/osconfig.service.d/10-connection.conf")));
    }

    [Fact]
    public async Task OSConfig_by_Identity_Service_leaves_no_secret_and_no_drop_in()
    {
        await ApplyAsync(new OsConfigAgent(), AgentMode.ConnectionString);
        Directory.CreateDirectory(_image.Locate("/etc/aziot/identityd/config.d"));

        await ApplyAsync(new OsConfigAgent(), AgentMode.IdentityService);

        Assert.False(_image.Has("/etc/osconfig/osconfig.conn"));
        Assert.False(_image.Has("/etc/systemd/system/osconfig.service.d/10-connection.conf"));
        Assert.Equal("[[principal]]\nname = \"osconfig\"\nidtype = [\"module\"]\nuid = 0\n", _image.Read("/etc/aziot/identityd/config.d/osconfig.toml"));
        Assert.Equal(
            ("4713:4713 0600", "0:0 0600"), (_image.Protection("/etc/aziot/identityd/config.d/osconfig.toml"), _image.Protection("/etc/osconfig/osconfig.json")));
    }

    [Fact]
    public async Task OSConfig_has_its_proxy_where_only_root_reads_it()
    {
        await ApplyAsync(new OsConfigAgent(), AgentMode.ConnectionString, request => request with { Proxy = new Uri("http://ACME%5Cme:p%40$$@10.0.0.1:3128") });

        const string DropIn = "/etc/systemd/system/osconfig.service.d/10-connection.conf";
        Assert.Equal("http_proxy=\"http://ACME\\\\me:p\\\\@\\$\\$@10.0.0.1:3128\"\n", _image.Read("/etc/osconfig/proxy.env"));
        Assert.StartsWith("[Service]\nEnvironmentFile=/etc/osconfig/proxy.env\nEnvironment=CONN_STR=", _image.Read(DropIn), StringComparison.Ordinal);
        Assert.Equal(("0:0 0600", "0:0 0644"), (_image.Protection("/etc/osconfig/proxy.env"), _image.Protection(DropIn)));

        await ApplyAsync(new OsConfigAgent(), AgentMode.ConnectionString);

        Assert.False(_image.Has("/etc/osconfig/proxy.env"));
        Assert.DoesNotContain("EnvironmentFile", _image.Read(DropIn), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://10.0.0.1:3128")]
    [InlineData("http://me@10.0.0.1:3128")]
    [InlineData("http://me:hu%3Bsh@10.0.0.1:3128")]
    [InlineData("http://[::1]:3128")]
    public async Task A_proxy_that_OSConfig_would_leave_out_in_silence_is_refused(string proxy)
    {
        AgentException refused = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(
            new OsConfigAgent(), AgentMode.ConnectionString, request => request with { Proxy = new Uri(proxy) }));

        Assert.Equal(AgentFault.InvalidRequest, refused.Fault);
        Assert.DoesNotContain("hu;sh", refused.Message, StringComparison.Ordinal);
        Assert.False(_image.Has("/etc/osconfig/osconfig.conn"));
    }

    [Fact]
    public async Task A_principal_that_says_the_same_is_left_as_it_is()
    {
        const string Packaged = "# by the package\n[[principal]]\nidtype = [\"module\"]\nname=\"osconfig\"\nuid = 0";
        _image.Write("/etc/aziot/identityd/config.d/osconfig.toml", Packaged);

        await ApplyAsync(new OsConfigAgent(), AgentMode.IdentityService);

        Assert.Equal(Packaged, _image.Read("/etc/aziot/identityd/config.d/osconfig.toml"));
    }

    [Fact]
    public async Task A_principal_that_another_file_has_is_not_written_twice()
    {
        _image.Write("/etc/aziot/identityd/config.d/00-super.toml", "[[principal]]\nuid = 1000\nname = \"osconfig\" # by hand\nidtype = [\"module\"]\n");

        AgentException exception = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new OsConfigAgent(), AgentMode.IdentityService));

        Assert.Equal(AgentFault.InvalidRequest, exception.Fault);
        Assert.Contains("/etc/aziot/identityd/config.d/00-super.toml", exception.Message, StringComparison.Ordinal);
        Assert.False(_image.Has("/etc/aziot/identityd/config.d/osconfig.toml"));
    }

    [Fact]
    public async Task Where_the_Identity_Service_is_not_installed_that_is_said()
    {
        AgentException exception = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new OsConfigAgent(), AgentMode.IdentityService));

        Assert.Equal(AgentFault.InvalidRequest, exception.Fault);
        Assert.Contains("aziot-identity-service", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"agents":[]""")]
    [InlineData("[]")]
    public async Task A_file_that_the_agent_itself_would_refuse_is_left_alone(string content)
    {
        _image.Write("/etc/adu/du-config.json", content);

        AgentException exception = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new DeviceUpdateAgent(), AgentMode.ConnectionString));

        Assert.Equal(AgentFault.FileFailed, exception.Fault);
        Assert.Equal(content, _image.Read("/etc/adu/du-config.json"));
    }

    [Fact]
    public void What_does_not_fit_an_agent_is_refused_before_there_is_a_module()
    {
        AgentDeployment defender = new(new DefenderAgent(), _image.Host, new RecordedServices(), new SwiftTime());
        AgentDeployment update = new(new DeviceUpdateAgent(), _image.Host, new RecordedServices(), new SwiftTime());

        AgentException mode = Assert.Throws<AgentException>(() => defender.ThrowIfUnfit(new AgentRequest(_image.Host, AgentMode.IdentityService, null)));
        AgentException maker = Assert.Throws<AgentException>(() => update.ThrowIfUnfit(
            new AgentRequest(_image.Host, AgentMode.ConnectionString, AgentIdentity.Planned("IoTHubDeviceUpdate", AgentMode.ConnectionString))));

        Assert.Equal((AgentFault.InvalidRequest, AgentFault.InvalidRequest), (mode.Fault, maker.Fault));
        Assert.Contains("--manufacturer", maker.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_agent_for_which_the_first_would_not_start_is_named()
    {
        _image.Write("/etc/adu/du-config.json", """{"agents":[{},{"name":"second","runas":"adu","connectionSource":{"connectionType":"AIS"}}]}""");

        AgentException refused = await Assert.ThrowsAsync<AgentException>(() => ApplyAsync(new DeviceUpdateAgent(), AgentMode.ConnectionString));

        Assert.Contains("without agents[1].manufacturer, agents[1].model, agents[1].connectionSource.connectionData.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_without_secrets_sees_what_is_the_same_and_cannot_be_applied()
    {
        DefenderAgent agent = new();
        await ApplyAsync(agent, AgentMode.ConnectionString);
        ModuleIdentity module = await Image.ModuleAsync(agent);
        AgentDeployment deployment = new(agent, _image.Host, new RecordedServices(), new SwiftTime());
        RegisteredModule Registered(string fingerprint) => new(module.HubHostName, module.DeviceId, module.ModuleId, "", "sas", fingerprint, null, null, null, null);
        AgentRequest Request(RegisteredModule registered) =>
            new(_image.Host, AgentMode.ConnectionString, AgentIdentity.Planned(module.ModuleId, AgentMode.ConnectionString, registered));

        Assert.Equal(AgentOutcomeState.Unchanged, deployment.Plan(Request(Registered(module.KeyFingerprint))).State);
        Assert.Contains("+ HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId=DefenderIotMicroAgent;SharedAccessKey=***0123456789ab", Assert.Single(deployment.Plan(Request(Registered("0123456789ab"))).Changes).Diff, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => deployment.ApplyAsync(Request(Registered(module.KeyFingerprint)), Cancellation));
    }

    [Fact]
    public async Task A_plan_shows_fingerprints_and_never_a_secret()
    {
        DefenderAgent agent = new();
        await ApplyAsync(agent, AgentMode.ConnectionString);
        ModuleIdentity rotated = await Image.ModuleAsync(agent, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        AgentOutcome plan = new AgentDeployment(agent, _image.Host, new RecordedServices(), new SwiftTime()).Plan(new AgentRequest(_image.Host, AgentMode.ConnectionString, AgentIdentity.Of(rotated)));
        AgentOutcome certificates = new AgentDeployment(agent, _image.Host, new RecordedServices(), new SwiftTime())
            .Plan(await Image.RequestAsync(agent, AgentMode.Certificate, _image.Host));

        Assert.NotEmpty(certificates.Changes);
        string diff = Assert.Single(plan.Changes).Diff;
        Assert.Contains($"+ HostName=hub.azure-devices.net;DeviceId=line-4;ModuleId=DefenderIotMicroAgent;SharedAccessKey=***{rotated.KeyFingerprint}", diff, StringComparison.Ordinal);
        Assert.Contains("- HostName", diff, StringComparison.Ordinal);
        Assert.DoesNotContain("EBESExQV", diff, StringComparison.Ordinal);
        Assert.All(certificates.Changes, change => Assert.DoesNotContain("BEGIN PRIVATE KEY", change.Diff, StringComparison.Ordinal));
    }

    private async Task ApplyAsync(Agent agent, AgentMode mode, Func<AgentRequest, AgentRequest>? more = null)
    {
        AgentRequest request = await Image.RequestAsync(agent, mode, _image.Host);
        request = more is null ? request : more(request);
        RecordedServices services = new();
        AgentOutcome outcome = await new AgentDeployment(agent, _image.Host, services, new SwiftTime()).ApplyAsync(request, Cancellation);

        Assert.Equal(AgentOutcomeState.Written, outcome.State);
        Assert.Empty(services.Commands);
        Assert.Empty(Directory.EnumerateFiles(_image.Root, "*.tmp", SearchOption.AllDirectories));
        Assert.Equal(
            AgentOutcomeState.Unchanged,
            (await new AgentDeployment(agent, _image.Host, services, new SwiftTime()).ApplyAsync(request, Cancellation)).State);
    }
}
