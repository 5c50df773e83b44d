using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator.Tests.Wire;

namespace ModuleIdentities.Emulator.Tests.Faults;

/// <summary>The emulator has one clock: what it says goes by that alone. (That the code asks no other is a build error: BannedSymbols.Clock.txt.)</summary>
public sealed partial class ClockTests
{
    private const string Version = "?api-version=2021-04-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_time_that_a_client_is_told_is_by_the_emulators_clock()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2041, 2, 3, 4, 5, 6, TimeSpan.Zero));
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        using HttpClient http = emulator.Http();
        List<string> told = [];
        string owner = Token("127.0.0.1", "iothubowner");
        string provisioningOwner = Token("127.0.0.1", "provisioningserviceowner");
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("d");

        (_, JsonNode registration) = await http.RegisterAsync(
            "d", ProvisioningClient.Token(emulator, "d", enrollment.PrimaryKey!, time.GetUtcNow().AddHours(1)));
        told.Add(registration.ToJsonString());
        await AskAsync("PUT", $"/devices/d/modules/m{Version}", owner, """{"deviceId":"d","moduleId":"m"}""");
        await AskAsync("PATCH", $"/twins/d/modules/m{Version}", owner, """{"properties":{"desired":{"a":1}}}""");
        await AskAsync("POST", $"/devices/d/messages/events{Version}", owner, "hello");
        await AskAsync("PUT", $"/devices/off{Version}", owner, """{"deviceId":"off","status":"disabled"}""");
        await emulator.Devices["d"].SendAsync(new CloudToDeviceMessage("hello"u8.ToArray()), Cancellation);
        await AskAsync("GET", $"/devices/d/messages/deviceBound{Version}", owner);
        string[] reads = ["/devices", "/devices/d", "/devices/d/modules", "/twins/d/modules/m", "/devices/none", "/jobs/j"];
        foreach (string path in reads)
        {
            await AskAsync("GET", path + Version, owner);
        }

        await AskAsync("POST", $"/devices/query{Version}", owner, """{"query":"SELECT * FROM devices.modules"}""");
        await AskAsync("GET", $"/enrollments/d{Version}", provisioningOwner);
        await AskAsync("GET", $"/registrations/d{Version}", provisioningOwner);
        await AskAsync("GET", $"/enrollments/none{Version}", provisioningOwner);
        told.Add(string.Join(' ', emulator.Messages.Snapshot().SelectMany(message => message.SystemProperties.Values)));
        told.AddRange(emulator.Journal.Entries.Select(entry => entry.ReceivedAt.ToString("O")));

        string[] times = [.. told.SelectMany(text => Times().Matches(text)).Select(match => match.Value).Where(text => text != "0001-01-01")];
        Assert.InRange(times.Length, 50, int.MaxValue);
        Assert.All(times, text => Assert.Equal("2041-02-03", text));

        async Task AskAsync(string method, string target, string token, string? body = null)
        {
            using HttpRequestMessage request = new(new HttpMethod(method), target);
            request.Headers.TryAddWithoutValidation("Authorization", token);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
            told.Add(await response.Content.ReadAsStringAsync(Cancellation));
            told.Add($"{response.Headers.Date!.Value:yyyy-MM-dd} {response.Headers}");
        }

        string Token(string resource, string policy) => Client.Token(resource, IotEmulator.DevelopmentKey, time.GetUtcNow().AddHours(1), policy);
    }

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d")]
    private static partial Regex Times();
}
