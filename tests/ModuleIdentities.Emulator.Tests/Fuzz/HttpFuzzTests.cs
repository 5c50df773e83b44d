using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Emulator.Tests.Fuzz;

/// <summary>Requests with right and wrong parts: whatever comes, the answer is no 5xx, no exception, and nobody without a credential gets in.</summary>
public sealed class HttpFuzzTests : EmulatorTests
{
    private const string Version = "api-version=2021-04-12";

    private static readonly string[] Targets =
    [
        "/devices", "/devices/d", "/devices/new", "/devices/d/modules", "/devices/d/modules/m", "/devices/d/modules/new", "/devices/d/messages/events", "/devices/d/messages/devicebound",
        "/twins/d", "/twins/d/modules/m", "/twins/d/methods", "/twins/d/modules/m/methods", "/devices/query",
        "/0ne00E00000/registrations/r/register", "/0ne00E00000/registrations/r", "/0ne00E00000/registrations/r/operations/x",
        "/enrollments/r", "/enrollments/query", "/enrollments", "/enrollmentGroups/g", "/enrollmentGroups/query", "/registrations/r", "/registrations/g/query",
    ];

    private readonly RecordedLog _log = new(LogLevel.Error);
    private string _key = "";

    protected override IotEmulatorOptions Options => new() { LoggerFactory = _log };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _key = Client.KeyOf(await Emulator.Devices.AddAsync("d", Cancellation));
        Emulator.Enrollments.AddSymmetricKey("r", IotEmulator.DevelopmentKey);
    }

    [Fact]
    public async Task No_request_is_answered_with_a_failure_of_the_server()
    {
        for (int i = 0; i < FuzzRun.Cases(300); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            using HttpRequestMessage request = Request(mutator, Credential(mutator));
            using HttpResponseMessage? response = await TrySendAsync(request);

            // A method that nobody answers is a time-out of the gateway, which is what the hub says.
            Assert.False(
                response is { StatusCode: >= HttpStatusCode.InternalServerError and not HttpStatusCode.GatewayTimeout },
                FuzzRun.Describe(i, $"{request.Method} {request.RequestUri} gave {response?.StatusCode}: {string.Join('\n', _log.Entries)}"));
            Assert.True(_log.Entries.IsEmpty, FuzzRun.Describe(i, $"{request.Method} {request.RequestUri}: {string.Join('\n', _log.Entries)}"));
        }
    }

    [Fact]
    public async Task No_request_with_a_forged_token_is_answered_with_success()
    {
        for (int i = 0; i < FuzzRun.Cases(300); i++)
        {
            Mutator mutator = new(FuzzRun.Seed + i);
            string right = Credential(mutator)!;
            string forged = mutator.Mutate(right);
            using HttpRequestMessage request = Request(mutator, Same(forged, right) ? null : forged);
            using HttpResponseMessage? response = await TrySendAsync(request);

            Assert.False(response is { IsSuccessStatusCode: true }, FuzzRun.Describe(i, $"{request.Method} {request.RequestUri} gave {response?.StatusCode} to {forged}"));
        }
    }

    /// <summary>Whether two tokens say the same, spelt differently.</summary>
    private static bool Same(string forged, string right)
    {
        string Fields(string token) => string.Join('&', Uri.UnescapeDataString(token).Trim().Split('&', ' ').Order(StringComparer.OrdinalIgnoreCase));
        return string.Equals(Fields(forged), Fields(right), StringComparison.OrdinalIgnoreCase);
    }

    private static HttpRequestMessage Request(Mutator mutator, string? token)
    {
        string target = mutator.Choose(Targets);
        target = mutator.Rarely ? Uri.EscapeDataString(mutator.Mutate(target)).Replace("%2F", "/", StringComparison.Ordinal) : target;
        string query = mutator.Rarely ? Uri.EscapeDataString(mutator.Mutate(Version)).Replace("%3D", "=", StringComparison.Ordinal) : Version;
        HttpRequestMessage request = new(new HttpMethod(mutator.Choose("GET", "PUT", "POST", "PATCH", "DELETE")), $"/{target.TrimStart('/')}?{query}");
        request.Headers.TryAddWithoutValidation("Authorization", token);
        if (mutator.Rarely)
        {
            request.Headers.TryAddWithoutValidation("If-Match", mutator.Choose("*", "\"*\"", "\"", "x", ""));
        }

        if (mutator.Rarely)
        {
            request.Headers.TryAddWithoutValidation(mutator.Choose("x-ms-max-item-count", "x-ms-continuation", "iothub-app-a", "iothub-messageid"), mutator.Choose("0", "-1", "x", "99999999999", "%%%"));
        }

        string body = mutator.Next(3) switch
        {
            0 => mutator.Json(),
            1 => mutator.Mutate("""{"deviceId":"d","moduleId":"m","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}},"properties":{"desired":{"a":1}}}"""),
            _ => mutator.Mutate("""{"query":"SELECT * FROM devices WHERE tags.a = 'b'","methodName":"x","responseTimeoutInSeconds":5,"registrationId":"r","payload":{}}"""),
        };
        request.Content = new StringContent(body, Encoding.UTF8, mutator.Rarely ? "text/plain" : "application/json");
        return request;
    }

    private async Task<HttpResponseMessage?> TrySendAsync(HttpRequestMessage request)
    {
        try
        {
            return await Http.SendAsync(request, Cancellation);
        }
        catch (HttpRequestException)
        {
            // Closed by the server, as it may with what is no HTTP; or not sent at all.
            return null;
        }
    }

    private string? Credential(Mutator mutator) => mutator.Next(4) switch
    {
        0 => Client.Owner(),
        1 => Client.Token("127.0.0.1/devices/d", _key),
        2 => Client.Token("0ne00E00000/registrations/r", IotEmulator.DevelopmentKey, keyName: "registration"),
        _ => Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "provisioningserviceowner"),
    };
}
