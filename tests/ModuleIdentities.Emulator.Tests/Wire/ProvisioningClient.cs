using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Tests.Wire;

/// <summary>A device that registers, over HTTPS or MQTT, with a token made by hand or a certificate.</summary>
internal static class ProvisioningClient
{
    private const string Version = "?api-version=2021-06-01";

    public static string Token(IotEmulator emulator, string registrationId, string key, DateTimeOffset? expiry = null) =>
        Client.Token($"{emulator.IdScope}/registrations/{registrationId}", key, expiry, "registration");

    /// <summary>Registers over HTTPS and polls to the end; the answer that ended it.</summary>
    public static async Task<(int Status, JsonNode Body)> RegisterAsync(this HttpClient http, string registrationId, string? token, string? body = null)
    {
        string path = $"/{IotEmulator.DefaultIdScope}/registrations/{registrationId}";
        (int status, _, JsonNode? answer, _) = await http.SendAsync("PUT", $"{path}/register{Version}", token, body ?? "{}");
        while (status == 202)
        {
            (status, _, answer, _) = await http.SendAsync("GET", $"{path}/operations/{answer!["operationId"]}{Version}", token);
        }

        return (status, answer!);
    }

    /// <summary>Registers over MQTT and polls to the end; the status and body that ended it, or null when the connection was refused or closed.</summary>
    public static async Task<(int Status, JsonNode Body)?> RegisterAsync(
        this IotEmulator emulator, string registrationId, string? password, TestCertificate? certificate = null, string? body = null)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        Channel<MqttApplicationMessage?> answers = Channel.CreateUnbounded<MqttApplicationMessage?>();
        client.ApplicationMessageReceivedAsync += e => answers.Writer.WriteAsync(e.ApplicationMessage, cancellation).AsTask();
        client.DisconnectedAsync += _ => answers.Writer.WriteAsync(null, cancellation).AsTask();
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311)
            .WithClientId(registrationId)
            .WithCredentials($"{emulator.IdScope}/registrations/{registrationId}/api-version=2021-06-01", password)
            .WithTcpServer(emulator.HostName, emulator.MqttPort)
            .WithStreamProvider(new TlsStreams(emulator, certificate))
            .Build();
        if ((await client.ConnectAsync(options, cancellation)).ResultCode != MqttClientConnectResultCode.Success)
        {
            return null;
        }

        await client.SubscribeAsync("$dps/registrations/res/#", MqttQualityOfServiceLevel.AtLeastOnce, cancellation);
        string topic = "$dps/registrations/PUT/iotdps-register/?$rid=1";
        for (int request = 2; ; request++)
        {
            await client.PublishStringAsync(topic, body, MqttQualityOfServiceLevel.AtLeastOnce, false, cancellation);
            if (await answers.Reader.ReadAsync(cancellation) is not { } answer)
            {
                return null;
            }

            JsonNode content = JsonNode.Parse(Encoding.UTF8.GetString(answer.Payload.First.Span))!;
            int status = int.Parse(answer.Topic.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture);
            if (status != 202)
            {
                return (status, content);
            }

            topic = $"$dps/registrations/GET/iotdps-get-operationstatus/?$rid={request}&operationId={content["operationId"]}";
            body = null;
        }
    }
}

/// <summary>TLS with a client certificate and its intermediates, which MQTTnet alone does not send.</summary>
internal sealed class TlsStreams(IotEmulator emulator, TestCertificate? certificate) : MQTTnet.Channel.IMqttClientStreamProvider
{
    public async Task<Stream> ConnectAsync(System.Net.EndPoint brokerEndPoint, CancellationToken cancellationToken)
    {
        System.Net.Sockets.TcpClient tcp = new();
        await tcp.ConnectAsync(emulator.HostName, emulator.MqttPort, cancellationToken);
        SslStream tls = new(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(Client.Tls(emulator, certificate), cancellationToken);
        return tls;
    }
}
