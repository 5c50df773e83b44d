using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;

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

    /// <summary>The device of the environment; skips the test when there is none.</summary>
    public static LiveDevice Require()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
        Assert.SkipWhen(
            configuration[Provisioning + "IdScope"] is null && configuration[Provisioning + "ConnectionString"] is null,
            "No real device: set LIVE_ModuleIdentities__Provisioning__IdScope and what docs/live-tests.md names besides.");
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

    /// <summary>Asks the hub's registry as the device, with its key.</summary>
    public async Task<(HttpStatusCode Status, string? Error, string Body)> AskAsync(
        HttpMethod method, ModuleIdentity of, string path, string? json = null, string apiVersion = "2021-04-12")
    {
        int port = _configuration.GetSection("ModuleIdentities:Network")["HttpsPort"] is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 443;
        using HttpRequestMessage request = new(method, $"https://{of.HubHostName}:{port}/devices/{Uri.EscapeDataString(of.DeviceId)}{path}?api-version={apiVersion}");
        request.Headers.TryAddWithoutValidation("Authorization", Sign($"{of.HubHostName}/devices/{of.DeviceId}", RequireKey()));
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
        return (response.StatusCode, error, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
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
