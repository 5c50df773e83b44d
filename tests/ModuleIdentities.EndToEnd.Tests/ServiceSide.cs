using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Somebody with the hub owner's key, who changes things behind the device's back.</summary>
internal sealed class ServiceSide : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _host;

    public ServiceSide(IotEmulator emulator)
    {
        _host = emulator.HostName;
        X509Certificate2 root = X509Certificate2.CreateFromPem(emulator.CertificateAuthorityPem);
        HttpClientHandler handler = new()
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                using X509Chain chain = new();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.Add(root);
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                return certificate is not null && chain.Build(certificate);
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri($"https://{emulator.HostName}:{emulator.HttpsPort}") };
    }

    /// <summary>Gives a module other keys, as a person does in the portal.</summary>
    public async Task ReplaceKeysAsync(string deviceId, string moduleId, bool primary, bool secondary, CancellationToken cancellationToken)
    {
        JsonObject module = (await SendAsync(HttpMethod.Get, deviceId, moduleId, null, cancellationToken))!;
        JsonNode keys = module["authentication"]!["symmetricKey"]!;
        if (primary)
        {
            keys["primaryKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        }

        if (secondary)
        {
            keys["secondaryKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        }

        await SendAsync(HttpMethod.Put, deviceId, moduleId, module, cancellationToken);
    }

    /// <summary>Makes a module, whatever its id is.</summary>
    /// <returns>Whether the hub has taken it.</returns>
    public async Task<bool> TryCreateModuleAsync(string deviceId, string moduleId, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, $"/devices/{deviceId}/modules/{Uri.EscapeDataString(moduleId)}?api-version=2021-04-12");
        request.Headers.TryAddWithoutValidation("Authorization", Token());
        request.Content = JsonContent.Create(new JsonObject { ["deviceId"] = deviceId, ["moduleId"] = moduleId });
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject?> SendAsync(HttpMethod method, string deviceId, string moduleId, JsonObject? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, $"/devices/{deviceId}/modules/{moduleId}?api-version=2021-04-12");
        request.Headers.TryAddWithoutValidation("Authorization", Token());
        if (body is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            request.Content = JsonContent.Create(body);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
    }

    private string Token()
    {
        string resource = Uri.EscapeDataString(_host);
        string expiry = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(Convert.FromBase64String(IotEmulator.DevelopmentKey), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn=iothubowner";
    }
}
