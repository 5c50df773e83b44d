using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Wire;

/// <summary>What the emulator does not take, and how it says so.</summary>
public sealed class RefusalTests
{
    private const string Version = "?api-version=2021-04-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_modelled_is_named_in_the_answer_each_time_and_in_the_log_once()
    {
        using RecordedLog log = new(LogLevel.Warning);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LoggerFactory = log }, Cancellation);
        using HttpClient http = emulator.Http();

        for (int i = 0; i < 3; i++)
        {
            (int status, _, JsonNode? body, _) = await http.SendAsync("POST", $"/devices/d/files{Version}", Client.Owner(), "{}");
            Assert.Equal(400, status);
            Assert.Contains("does not model POST /devices/d/files", (string)body!["Message"]!, StringComparison.Ordinal);
        }

        for (int i = 0; i < 2; i++)
        {
            await using MqttIdentity device = await MqttIdentity.AddAsync(emulator);
            await Assert.ThrowsAnyAsync<Exception>(() => device.PublishAsync($"$iothub/credentials/POST/issueCertificate/?$rid={i}", "{}"));
            await device.Closed;
            await using MqttIdentity again = await MqttIdentity.ConnectAsync(emulator);
            await Assert.ThrowsAnyAsync<Exception>(() => again.SubscribeAsync("$iothub/credentials/res/#"));
        }

        Assert.Equal(
            ["POST /devices/d/files", "a message to $iothub/credentials/POST/issueCertificate/", "a subscription to $iothub/credentials/res/#"],
            log.Entries.Select(warning => warning["Not modelled, and so refused: ".Length..]));
    }

    [Fact]
    public async Task What_DPS_does_not_model_over_MQTT_is_named_in_the_log()
    {
        using RecordedLog log = new(LogLevel.Warning);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LoggerFactory = log }, Cancellation);
        string token = ProvisioningClient.Token(emulator, "line-4", emulator.Enrollments.AddSymmetricKey("line-4").PrimaryKey!);
        string userName = $"{emulator.IdScope}/registrations/line-4/api-version=2021-06-01";

        (IMqttClient publishing, _) = await emulator.ConnectAsync("line-4", userName, token);
        await Assert.ThrowsAnyAsync<Exception>(
            () => publishing.PublishStringAsync("$dps/registrations/POST/other/?$rid=1", "{}", MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation));
        publishing.Dispose();
        (IMqttClient subscribing, _) = await emulator.ConnectAsync("line-4", userName, token);
        await Assert.ThrowsAnyAsync<Exception>(() => subscribing.SubscribeAsync("$dps/other/#", cancellationToken: Cancellation));
        subscribing.Dispose();

        Assert.Equal(
            ["a message to $dps/registrations/POST/other/", "a subscription to $dps/other/#"],
            log.Entries.Select(warning => warning["Not modelled, and so refused: ".Length..]));
    }

    [Theory]
    [InlineData("PUT", $"/devices/d/modules/m{Version}", "text/plain")]
    [InlineData("PATCH", $"/twins/d{Version}", "application/xml")]
    [InlineData("POST", $"/devices/query{Version}", "application/x-www-form-urlencoded")]
    [InlineData("PUT", $"/{IotEmulator.DefaultIdScope}/registrations/r/register{Version}", "text/plain")]
    [InlineData("PUT", $"/enrollments/r{Version}", "text/plain")]
    public async Task A_body_that_says_it_is_no_json_is_415(string method, string target, string type)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using HttpClient http = emulator.Http();
        using HttpRequestMessage request = new(new HttpMethod(method), target) { Content = new StringContent("{}", MediaTypeHeaderValue.Parse(type)) };
        request.Headers.TryAddWithoutValidation("Authorization", Client.Owner());

        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Contains("415000", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telemetry_is_of_any_type()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("d", Cancellation);
        using HttpClient http = emulator.Http();
        using HttpRequestMessage request = new(HttpMethod.Post, $"/devices/d/messages/events{Version}") { Content = new StringContent("<t/>", MediaTypeHeaderValue.Parse("application/xml")) };
        request.Headers.TryAddWithoutValidation("Authorization", Client.Owner());

        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);

        Assert.Equal(204, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("$edgeAgent")]
    [InlineData("$edgeHub")]
    public async Task System_modules_of_no_edge_device_are_neither_made_nor_changed_nor_deleted(string module)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string device = Client.Token("127.0.0.1/devices/d", Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation)));
        using HttpClient http = emulator.Http();
        string target = $"/devices/d/modules/{module}{Version}";
        string body = $$"""{"deviceId":"d","moduleId":"{{module}}"}""";

        foreach (string token in new[] { device, Client.Owner() })
        {
            Assert.Equal((401, "SystemModuleModifyUnauthorizedAccess"), Outcome(await http.SendAsync("PUT", target, token, body)));
            Assert.Equal(
                token == device ? (404, "ModuleNotFound") : (401, "SystemModuleModifyUnauthorizedAccess"), Outcome(await http.SendAsync("PUT", target, token, body, "*")));
            Assert.Equal((401, "SystemModuleModifyUnauthorizedAccess"), Outcome(await http.SendAsync("DELETE", target, token, ifMatch: "*")));
        }

        JsonNode bulk = (await http.SendAsync(
            "POST", $"/devices{Version}", Client.Owner(), $$"""[{"id":"d","moduleId":"{{module}}","importMode":"create"}]""")).Body!;
        Assert.False((bool)bulk["isSuccessful"]!);
        Assert.Empty(emulator.Devices.ListModules("d"));
        await Assert.ThrowsAsync<HubRefusedException>(() => emulator.Devices.AddModuleAsync("d", module, Cancellation));
    }

    [Fact]
    public async Task Headers_that_are_too_long_or_too_slow_end_the_connection()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using HttpClient http = emulator.Http();
        using HttpRequestMessage request = new(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation("x-long", new string('x', 40_000));
        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
        Assert.Equal(431, (int)response.StatusCode);

        using TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", emulator.HttpsPort, Cancellation);
        await using SslStream stream = new(tcp.GetStream(), false, (_, server, _, errors) => Client.Trusts(emulator, (X509Certificate2)server!, errors));
        await stream.AuthenticateAsClientAsync("127.0.0.1");
        await stream.WriteAsync("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nx-slow: "u8.ToArray(), Cancellation);
        using StreamReader answer = new(stream, Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 408", await answer.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_never_sends_its_CONNECT_is_dropped()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        await using RawMqtt raw = await RawMqtt.OpenAsync(emulator);
        DateTimeOffset start = time.GetUtcNow();
        await raw.SendBytesAsync([0x10]);

        Task<byte[]?> end = raw.ReceiveAsync();
        while (!end.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Null(await end);
        Assert.InRange(time.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task The_longest_silence_is_an_option()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        IotEmulatorOptions options = new() { TimeProvider = time, Assumptions = new AzureAssumptions { LongestSilence = TimeSpan.FromSeconds(10) } };
        await using IotEmulator emulator = await IotEmulator.StartAsync(options, Cancellation);
        await using MqttIdentity device = await MqttIdentity.AddAsync(emulator);

        for (int i = 0; i < 9; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await device.PublishAsync("devices/d/messages/events/", "still here");
        for (int i = 0; i < 12; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await device.Closed;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => IotEmulator.StartAsync(new IotEmulatorOptions { Assumptions = new AzureAssumptions { LongestSilence = TimeSpan.Zero } }, Cancellation));
    }

    [Fact]
    public async Task A_message_is_stamped_with_the_announced_model_and_nobody_poses_as_another()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        (IMqttClient client, _) = await emulator.ConnectAsync(
            "d", "127.0.0.1/d/?api-version=2021-04-12&model-id=dtmi%3Acom%3Aexample%3AThing%3B1", Client.Token("127.0.0.1/devices/d", key));

        await client.PublishStringAsync(
            "devices/d/messages/events/%24.sub=thermostat1&%24.cdid=other&%24.cmid=m", "{}", MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);

        client.Dispose();
        IReadOnlyDictionary<string, string> system = (await emulator.Messages.FirstAsync(cancellationToken: Cancellation)).SystemProperties;
        Assert.Equal(("dtmi:com:example:Thing;1", "thermostat1"), (system["dt-dataschema"], system["dt-subject"]));
        Assert.Equal("d", system["iothub-connection-device-id"]);
        Assert.False(system.ContainsKey("iothub-connection-module-id"));
        await using MqttIdentity plain = await MqttIdentity.AddAsync(emulator, "plain");
        await plain.PublishAsync("devices/plain/messages/events/", "{}");
        Assert.False((await emulator.Messages.FirstAsync(message => message.DeviceId == "plain", Cancellation)).SystemProperties.ContainsKey("dt-dataschema"));
    }

    private static (int Status, string? Error) Outcome((int Status, string? Error, JsonNode? Body, HttpResponseMessage Response) answer) =>
        (answer.Status, answer.Error);
}
