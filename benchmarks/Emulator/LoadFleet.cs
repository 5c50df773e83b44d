using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Emulator;

/// <summary>Devices that register, make modules and connect them, all with the development key, as their owners would.</summary>
internal sealed class LoadFleet : IDisposable
{
    private const string Host = "127.0.0.1";
    private const int Parallel = 32;

    private readonly ServerProcess _server;
    private readonly HttpClient _http;

    public LoadFleet(ServerProcess server)
    {
        _server = server;
        _http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = Parallel,
            SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        })
        { BaseAddress = new Uri($"https://{Host}:{server.HttpsPort}") };
    }

    public static string ModuleName(int number) => $"module-{number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Does something for each number below <paramref name="count"/>, some at a time.</summary>
    public static Task ForEachAsync(int count, Func<int, Task> work) => System.Threading.Tasks.Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (number, _) => await work(number));

    /// <summary>Registers with DPS over HTTPS until it is assigned.</summary>
    public async Task RegisterAsync(int device)
    {
        string id = ServerCell.Device(device);
        string token = Token($"{IotEmulator.DefaultIdScope}/registrations/{id}", "registration");
        string path = $"/{IotEmulator.DefaultIdScope}/registrations/{id}";
        JsonElement state = await SendAsync(HttpMethod.Put, $"{path}/register?api-version=2019-03-31", token, $$"""{"registrationId":"{{id}}"}""");
        while (state.GetProperty("status").GetString() == "assigning")
        {
            state = await SendAsync(HttpMethod.Get, $"{path}/operations/{state.GetProperty("operationId").GetString()}?api-version=2019-03-31", token, null);
        }

        if (state.GetProperty("status").GetString() != "assigned")
        {
            throw new InvalidOperationException($"{id} is {state.GetProperty("status")}.");
        }
    }

    /// <summary>Reads a module with the device's credential, and makes it when it is missing; returns its key.</summary>
    public async Task<string> GetOrCreateAsync(int device, int module)
    {
        string id = ServerCell.Device(device);
        string name = ModuleName(module);
        string token = Token($"{Host}/devices/{id}", null);
        string path = $"/devices/{id}/modules/{name}?api-version=2021-04-12";
        JsonElement found = await SendAsync(HttpMethod.Get, path, token, null);
        if (!found.TryGetProperty("authentication", out JsonElement authentication))
        {
            found = await SendAsync(HttpMethod.Put, path, token, $$"""{"deviceId":"{{id}}","moduleId":"{{name}}"}""");
            authentication = found.GetProperty("authentication");
        }

        return authentication.GetProperty("symmetricKey").GetProperty("primaryKey").GetString()!;
    }

    public Task<MqttLoadClient> ConnectAsync(int device, int module, string key)
    {
        (string clientId, string userName, string password) = Principal(ServerCell.Device(device), ModuleName(module), key);
        return MqttLoadClient.ConnectAsync(_server.MqttPort, clientId, userName, password);
    }

    /// <summary>What a module's CONNECT says.</summary>
    public static (string ClientId, string UserName, string Password) Principal(string device, string module, string key) =>
        ($"{device}/{module}", $"{Host}/{device}/{module}/?api-version=2021-04-12", Token($"{Host}/devices/{device}/modules/{module}", null, key));

    public static string Topic(string device, string module) => $"devices/{device}/modules/{module}/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8";

    public void Dispose() => _http.Dispose();

    private static string Token(string resource, string? keyName, string key = IotEmulator.DevelopmentKey)
    {
        string sr = Uri.EscapeDataString(resource);
        long se = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        string sig = Uri.EscapeDataString(Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes($"{sr}\n{se}"))));
        return $"SharedAccessSignature sr={sr}&sig={sig}&se={se}{(keyName is null ? "" : $"&skn={keyName}")}";
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string token, string? body)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.SendAsync(request);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NotFound))
        {
            throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode}");
        }

        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
    }
}
