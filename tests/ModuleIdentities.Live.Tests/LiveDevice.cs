using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using MQTTnet;
using MQTTnet.Formatter;

namespace ModuleIdentities.Live.Tests;

/// <summary>The device that docs/live-tests.md asks for, and raw requests in its name.</summary>
internal sealed class LiveDevice : IDisposable
{
    private const string Prefix = "LIVE_";
    private const string Provisioning = "ModuleIdentities:Provisioning:";

    private readonly IConfigurationRoot _configuration;
    private readonly HttpClient _http;

    private LiveDevice(IConfigurationRoot configuration)
    {
        _configuration = configuration;
        _http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => Trusts(certificate, errors) });
    }

    /// <summary>The device of the environment, or one of an emulator where that is asked for; skips the test when there is none.</summary>
    public static LiveDevice Require()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables(Prefix)
            .AddInMemoryCollection(LiveEmulator.Settings)
            .Build();
        Assert.SkipWhen(
            configuration[Provisioning + "IdScope"] is null && configuration[Provisioning + "ConnectionString"] is null,
            "No real device: set LIVE_ModuleIdentities__Provisioning__IdScope and what docs/live-tests.md names besides; or LIVE_UseEmulator=true.");
        return new LiveDevice(configuration);
    }

    /// <summary>The device's symmetric key; skips the test when it proves itself otherwise.</summary>
    public string RequireKey()
    {
        string? key = _configuration[Provisioning + "SymmetricKey:PrimaryKey"]
            ?? _configuration[Provisioning + "ConnectionString"]?.Split("SharedAccessKey=").ElementAtOrDefault(1);
        Assert.SkipWhen(key is null, "The device has no symmetric key in SymmetricKey:PrimaryKey or ConnectionString.");
        return key!;
    }

    /// <summary>Options of the device, with further settings.</summary>
    public ModuleIdentityOptions Options(params (string Key, string Value)[] settings) => ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder()
        .AddConfiguration(_configuration)
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)))
        .Build());

    /// <summary>Another setting of the environment, without its prefix; skips the test when it is missing.</summary>
    public string RequireSetting(string key, string what)
    {
        Assert.SkipWhen(_configuration[key] is null, $"Set {Prefix}{key.Replace(":", "__", StringComparison.Ordinal)}: {what}.");
        return _configuration[key]!;
    }

    /// <summary>Asks the hub's registry as the device, with its key.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="of">A module of the device.</param>
    /// <param name="path">What follows the device id in the path.</param>
    /// <param name="json">The body.</param>
    /// <param name="apiVersion">The version of the API.</param>
    /// <param name="host">The host to ask; null for the module's hub.</param>
    public Task<LiveAnswer> AskAsync(
        HttpMethod method, ModuleIdentity of, string path, string? json = null, string apiVersion = "2021-04-12", string? host = null)
    {
        host ??= of.HubHostName;
        return SendAsync(
            method,
            $"{host}:{Port("HttpsPort", 443)}/devices/{Uri.EscapeDataString(of.DeviceId)}{path}?api-version={apiVersion}",
            Sign($"{host}/devices/{of.DeviceId}", RequireKey()),
            json);
    }

    /// <summary>Registers with the Device Provisioning Service by hand, with the device's key.</summary>
    /// <param name="registrationId">The registration id; null for the device's own.</param>
    /// <param name="apiVersion">The version of the API.</param>
    public Task<LiveAnswer> RegisterAsync(string? registrationId = null, string apiVersion = "2021-06-01")
    {
        string scope = RequireSetting(Provisioning + "IdScope", "this question is for a device that registers");
        registrationId ??= _configuration[Provisioning + "RegistrationId"]!;
        string host = _configuration[Provisioning + "GlobalEndpoint"] ?? "global.azure-devices-provisioning.net";
        return SendAsync(
            HttpMethod.Put,
            $"{host}:{Port("HttpsPort", 443)}/{scope}/registrations/{registrationId}/register?api-version={apiVersion}",
            $"{Sign($"{scope}/registrations/{registrationId}", RequireKey())}&skn=registration",
            new JsonObject { ["registrationId"] = registrationId }.ToJsonString());
    }

    /// <summary>Connects to the hub over MQTT by hand, as a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="password">The password; null for a token of the module's key.</param>
    /// <param name="query">What is added to the query in the user name.</param>
    /// <param name="keepAlive">The keep-alive period.</param>
    /// <returns>The CONNACK code.</returns>
    public async Task<int> ConnectAsync(ModuleIdentity module, string? password = null, string query = "", ushort keepAlive = 60)
    {
        string key = module.GetConnectionString().Split("SharedAccessKey=")[1];
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithTcpServer(module.HubHostName, Port("MqttPort", 8883))
            .WithTlsOptions(tls => tls.UseTls().WithRevocationMode(X509RevocationMode.NoCheck).WithCertificateValidationHandler(
                arguments => Trusts((X509Certificate2)arguments.Certificate, arguments.SslPolicyErrors)))
            .WithClientId($"{module.DeviceId}/{module.ModuleId}")
            .WithCredentials(
                $"{module.HubHostName}/{module.DeviceId}/{module.ModuleId}/?api-version=2021-04-12{query}",
                password ?? Sign($"{module.HubHostName}/devices/{module.DeviceId}/modules/{module.ModuleId}", key))
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(keepAlive))
            .Build();
        MqttClientConnectResult result = await client.ConnectAsync(options, TestContext.Current.CancellationToken);
        int code = result.ResultCode switch
        {
            MqttClientConnectResultCode.Success => 0,
            MqttClientConnectResultCode.UnsupportedProtocolVersion => 1,
            MqttClientConnectResultCode.ClientIdentifierNotValid => 2,
            MqttClientConnectResultCode.ServerUnavailable => 3,
            MqttClientConnectResultCode.BadUserNameOrPassword => 4,
            MqttClientConnectResultCode.NotAuthorized => 5,
            _ => -1,
        };
        if (code == 0)
        {
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), TestContext.Current.CancellationToken);
        }

        return code;
    }

    private int Port(string name, int otherwise) =>
        _configuration.GetSection("ModuleIdentities:Network")[name] is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private async Task<LiveAnswer> SendAsync(HttpMethod method, string address, string token, string? json)
    {
        using HttpRequestMessage request = new(method, $"https://{address}");
        request.Headers.TryAddWithoutValidation("Authorization", token);
        if (method == HttpMethod.Delete)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string? error = response.Headers.TryGetValues("iothub-errorcode", out IEnumerable<string>? names) ? names.First() : null;
        return new LiveAnswer(response.StatusCode, error, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Removes a module that a test has made.</summary>
    public Task DeleteAsync(ModuleIdentity module) => AskAsync(HttpMethod.Delete, module, $"/modules/{Uri.EscapeDataString(module.ModuleId)}");

    public void Dispose() => _http.Dispose();

    private static string Sign(string resource, string key)
    {
        string sr = Uri.EscapeDataString(resource);
        string se = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string sig = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes($"{sr}\n{se}")));
        return $"SharedAccessSignature sr={sr}&sig={Uri.EscapeDataString(sig)}&se={se}";
    }

    /// <summary>The system's trust, or that of the configured root, which an emulator needs.</summary>
    private bool Trusts(X509Certificate2? certificate, System.Net.Security.SslPolicyErrors errors)
    {
        if (errors == System.Net.Security.SslPolicyErrors.None)
        {
            return true;
        }

        string? pem = _configuration["ModuleIdentities:Network:TrustedRootPem"];
        if (errors != System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors || pem is null || certificate is null)
        {
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(pem);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}

/// <summary>What a service answered.</summary>
internal sealed record LiveAnswer(HttpStatusCode Status, string? Error, string Body);
