using System.Net.Http.Headers;
using System.Text;

namespace ModuleIdentities.Emulator.Tests.Wire;

public sealed class DeviceHttpTests
{
    private const string Target = "/devices/d/messages/events?api-version=2020-03-13";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_over_HTTPS_has_its_properties_in_headers()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string token = Client.Token("127.0.0.1/devices/d", Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation)));
        using HttpRequestMessage request = new(HttpMethod.Post, Target) { Content = new ByteArrayContent([1, 2]) };
        request.Headers.TryAddWithoutValidation("Authorization", token);
        request.Headers.Add("iothub-messageid", "7");
        request.Headers.Add("iothub-contenttype", "application/json");
        request.Headers.Add("iothub-app-alarm", "hot");
        using HttpClient http = emulator.Http();

        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);

        Assert.Equal(204, (int)response.StatusCode);
        ReceivedMessage received = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal(("7", "application/json", "hot"), (received.SystemProperties["message-id"], received.SystemProperties["content-type"], received.Properties["alarm"]));
        Assert.Equal([1, 2], received.Body.ToArray());
    }

    [Fact]
    public async Task A_batch_is_many_messages()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string token = Client.Token("127.0.0.1/devices/d", Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation)));
        using HttpClient http = emulator.Http();

        async Task<int> SendAsync(string body)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, Target) { Content = new StringContent(body, Encoding.UTF8) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.iothub.json");
            request.Headers.TryAddWithoutValidation("Authorization", token);
            using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
            return (int)response.StatusCode;
        }

        int good = await SendAsync("""[{"body":"AQI=","properties":{"iothub-app-a":"1","iothub-messageid":"x"}},{"body":"text","base64Encoded":false}]""");
        int bad = await SendAsync("""{"body":"AQI="}""");

        Assert.Equal((204, 400), (good, bad));
        Assert.Equal(["AQI=", "dGV4dA=="], emulator.Messages.Snapshot().Select(message => Convert.ToBase64String(message.Body.Span)));
        Assert.Equal("1", emulator.Messages.Snapshot()[0].Properties["a"]);
    }

    [Theory]
    [InlineData("/devices/d/messages/events?api-version=2020-03-13", "wrong", 401)]
    [InlineData("/devices/d/modules/m/messages/events?api-version=2020-03-13", "device", 404)]
    [InlineData("/devices/d/messages/events", "device", 400)]
    public async Task What_is_not_permitted_is_refused(string target, string who, int expected)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string key = Client.KeyOf(await emulator.Devices.AddAsync("d", Cancellation));
        using HttpClient http = emulator.Http();

        (int status, _, _, _) = await http.SendAsync("POST", target, Client.Token("127.0.0.1/devices/d", who == "wrong" ? IotEmulator.DevelopmentKey : key), "{}");

        Assert.Equal(expected, status);
        Assert.Equal(0, emulator.Messages.Count);
    }
}
