using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Formatter;

namespace ModuleIdentities.Emulator.Tests;

/// <summary>A client of no SDK in particular: HttpClient and MQTTnet, with tokens made by hand.</summary>
internal static class Client
{
    /// <param name="emulator">Whom to ask.</param>
    /// <param name="certificate">What to show in the handshake.</param>
    /// <param name="hostName">The hub or DPS; the first hub when null.</param>
    public static HttpClient Http(this IotEmulator emulator, TestCertificate? certificate = null, string? hostName = null) =>
        new(new SocketsHttpHandler { SslOptions = Tls(emulator, certificate) })
        {
            BaseAddress = new Uri($"https://{hostName ?? emulator.HostName}:{emulator.HttpsPort}"),
        };

    public static SslClientAuthenticationOptions Tls(IotEmulator emulator, TestCertificate? certificate) => new()
    {
        TargetHost = emulator.HostName,
        ClientCertificateContext = certificate is null
            ? null
            : SslStreamCertificateContext.Create(certificate.Certificate, certificate.Intermediates, offline: true),
        RemoteCertificateValidationCallback = (_, server, _, errors) => Trusts(emulator, (X509Certificate2)server!, errors),
    };

    public static async Task<(int Status, string? Error, JsonNode? Body, HttpResponseMessage Response)> SendAsync(
        this HttpClient http, string method, string target, string? token, string? body = null, string? ifMatch = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), target);
        request.Headers.TryAddWithoutValidation("Authorization", token);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string? error = response.Headers.TryGetValues("iothub-errorcode", out IEnumerable<string>? names) ? names.Single() : null;
        return ((int)response.StatusCode, error, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }

    public static string Token(string resource, string key, DateTimeOffset? expiry = null, string? keyName = null, Func<string, string>? encode = null)
    {
        string sr = (encode ?? Uri.EscapeDataString)(resource);
        long se = (expiry ?? DateTimeOffset.UtcNow.AddHours(1)).ToUnixTimeSeconds();
        string sig = Uri.EscapeDataString(Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes($"{sr}\n{se}"))));
        return $"SharedAccessSignature sr={sr}&sig={sig}&se={se}{(keyName is null ? "" : $"&skn={keyName}")}";
    }

    public static string Owner() => Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "iothubowner");

    public static async Task<(IMqttClient Client, MqttClientConnectResultCode Code)> ConnectAsync(
        this IotEmulator emulator, string clientId, string? userName, string? password, MqttProtocolVersion version = MqttProtocolVersion.V311)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        MqttClientOptions options = emulator.MqttOptions(clientId, userName, password).WithProtocolVersion(version).Build();
        return (client, (await client.ConnectAsync(options, TestContext.Current.CancellationToken)).ResultCode);
    }

    public static MqttClientOptionsBuilder MqttOptions(this IotEmulator emulator, string clientId, string? userName, string? password) =>
        new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithClientId(clientId)
            .WithCredentials(userName, password)
            // Long enough for a test that moves the emulator's clock.
            .WithKeepAlivePeriod(TimeSpan.FromMinutes(19))
            .WithTcpServer("127.0.0.1", emulator.MqttPort)
            .WithTlsOptions(tls => tls.UseTls().WithRevocationMode(X509RevocationMode.NoCheck)
                .WithCertificateValidationHandler(e => Trusts(emulator, (X509Certificate2)e.Certificate, e.SslPolicyErrors)));

    public static string KeyOf(string connectionString) => connectionString.Split("SharedAccessKey=")[1];

    public static bool Trusts(IotEmulator emulator, X509Certificate2 certificate, SslPolicyErrors errors)
    {
        using X509Certificate2 root = X509Certificate2.CreateFromPem(emulator.CertificateAuthorityPem);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && chain.Build(certificate);
    }
}
