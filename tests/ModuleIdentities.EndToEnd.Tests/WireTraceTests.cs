#pragma warning disable MID0033 // The expected tokens are signed with keys of this test.
using System.Text;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>What the runtime puts on the wire, held to the forms of the protocol byte for byte, as the emulator received it.</summary>
public sealed class WireTraceTests
{
    private const string Client = "ModuleIdentities%2F0.1.0";

    /// <summary>The bytes 0 to 31: the tokens below were computed with Python's hmac and urllib.</summary>
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1900000000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DPS_over_MQTT()
    {
        IReadOnlyList<JournalEntry> trace = await TraceAsync("Mqtt");
        MqttConnectEntry connect = trace.OfType<MqttConnectEntry>().First();
        MqttSubscribeEntry subscribe = trace.OfType<MqttSubscribeEntry>().First();
        MqttPublishEntry[] publishes = [.. trace.OfType<MqttPublishEntry>().Where(p => p.Connection == connect.Connection)];

        Assert.Equal("line-4", connect.ClientId);
        Assert.Equal($"0ne00E00000/registrations/line-4/api-version=2021-06-01&ClientVersion={Client}", connect.UserName);
        Assert.Equal(
            "SharedAccessSignature sr=0ne00E00000%2Fregistrations%2Fline-4&sig=VFVZ8UiMGGZc0jN6oFiAm%2Fq8Y1tsR2ks%2FZFnrphnvH4%3D&se=1900000180&skn=registration",
            connect.Password);
        Assert.True(connect.CleanSession);
        Assert.Null(connect.Will);
        Assert.Equal([KeyValuePair.Create("$dps/registrations/res/#", 1)], subscribe.Filters);
        Assert.Equal("$dps/registrations/PUT/iotdps-register/?$rid=1", publishes[0].Topic);
        Assert.Equal("""{"registrationId":"line-4"}""", Encoding.UTF8.GetString(publishes[0].Payload.Span));
        Assert.Matches("^\\$dps/registrations/GET/iotdps-get-operationstatus/\\?\\$rid=2&operationId=5\\.[0-9a-f]+\\.[0-9a-f-]+$", publishes[1].Topic);
        Assert.True(publishes[1].Payload.IsEmpty);
        Assert.All(publishes, publish => Assert.Equal((1, false, false), (publish.QualityOfService, publish.Retain, publish.Duplicate)));
    }

    [Fact]
    public async Task DPS_over_HTTPS()
    {
        IReadOnlyList<JournalEntry> trace = await TraceAsync("Https");
        HttpRequestEntry register = trace.OfType<HttpRequestEntry>().First();
        HttpRequestEntry poll = trace.OfType<HttpRequestEntry>().Skip(1).First();

        Assert.Equal("PUT /0ne00E00000/registrations/line-4/register?api-version=2021-06-01", $"{register.Method} {register.Target}");
        Assert.Equal("""{"registrationId":"line-4"}""", Encoding.UTF8.GetString(register.Body.Span));
        Assert.Equal("application/json; charset=utf-8", register.Header("Content-Type"));
        Assert.Equal("application/json", register.Header("Accept"));
        Assert.Equal("ModuleIdentities/0.1.0", register.Header("User-Agent"));
        Assert.Equal(
            "SharedAccessSignature sr=0ne00E00000%2Fregistrations%2Fline-4&sig=Rh8Aq6wuLeStRz%2FUX5DhjzwB%2BpvVkue6QTwTGakVOZg%3D&se=1900000060&skn=registration",
            register.Header("Authorization"));
        Assert.Matches("^GET /0ne00E00000/registrations/line-4/operations/5\\.[0-9a-f]+\\.[0-9a-f-]+\\?api-version=2021-06-01$", $"{poll.Method} {poll.Target}");
        Assert.True(poll.Body.IsEmpty);
        Assert.Equal(register.Header("Authorization"), poll.Header("Authorization"));
    }

    [Fact]
    public async Task Registry()
    {
        IReadOnlyList<JournalEntry> trace = await TraceAsync("Mqtt");
        HttpRequestEntry[] requests = [.. trace.OfType<HttpRequestEntry>()];

        Assert.Equal(
            [
                "GET /devices/line-4/modules/thermostat?api-version=2021-04-12",
                "PUT /devices/line-4/modules/thermostat?api-version=2021-04-12",
            ],
            requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.All(requests, request => Assert.Equal(
            "SharedAccessSignature sr=127.0.0.1%2Fdevices%2Fline-4&sig=3Sq9Hg%2Bzz53ozZY%2FZsHZ%2F1lqBLA47ZaXemLdHMjVpuo%3D&se=1900000060",
            request.Header("Authorization")));
        Assert.Equal("""{"deviceId":"line-4","moduleId":"thermostat"}""", Encoding.UTF8.GetString(requests[1].Body.Span));
        Assert.Null(requests[1].Header("If-Match"));
    }

    [Fact]
    public async Task Hub_over_MQTT()
    {
        IReadOnlyList<JournalEntry> trace = await TraceAsync("Https");
        MqttConnectEntry connect = trace.OfType<MqttConnectEntry>().Single();
        MqttPublishEntry publish = trace.OfType<MqttPublishEntry>().Single();

        Assert.Equal("line-4/thermostat", connect.ClientId);
        Assert.Equal($"127.0.0.1/line-4/thermostat/?api-version=2021-04-12&DeviceClientType={Client}", connect.UserName);
        Assert.StartsWith("SharedAccessSignature sr=127.0.0.1%2Fdevices%2Fline-4%2Fmodules%2Fthermostat&sig=", connect.Password, StringComparison.Ordinal);
        Assert.EndsWith("&se=1900003600", connect.Password, StringComparison.Ordinal);
        Assert.False(connect.CleanSession);

        // The canary listens to spans, so that each message carries its trace.
        Assert.Matches(
            @"^devices/line-4/modules/thermostat/messages/events/%24\.ct=application%2Fjson&%24\.ce=utf-8&traceparent=00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$",
            publish.Topic);
        Assert.Equal("""{"temperature":21.5,"note":"warm"}""", Encoding.UTF8.GetString(publish.Payload.Span));
        Assert.Equal((1, false, false), (publish.QualityOfService, publish.Retain, publish.Duplicate));
    }

    private static async Task<IReadOnlyList<JournalEntry>> TraceAsync(string transport)
    {
        FakeTimeProvider time = new(Now);
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = time }, Cancellation);
        emulator.Enrollments.AddSymmetricKey(Emulated.RegistrationId, Key);
        ModuleIdentityOptions options = emulator.Enroll(("Provisioning:Transport", transport));
        options.TimeProvider = new PollingClock(Now);
        await using (Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation))
        {
            await thermostat.SendReadingAsync(21.5, "warm", Cancellation);
        }

        return emulator.Journal.Entries;
    }

    /// <summary>Tells a fixed time, so that tokens are always the same, and lets timers run as the machine's do.</summary>
    private sealed class PollingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
