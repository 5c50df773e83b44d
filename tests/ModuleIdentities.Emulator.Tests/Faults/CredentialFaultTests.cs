using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator.Tests.Wire;
using MQTTnet;

namespace ModuleIdentities.Emulator.Tests.Faults;

/// <summary>Credentials that stop being good while a client uses them.</summary>
public sealed class CredentialFaultTests : EmulatorTests
{
    private const string Version = "?api-version=2021-04-12";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    protected override IotEmulatorOptions Options => new() { TimeProvider = _time };

    [Fact]
    public async Task A_clock_that_goes_wrong_is_seen_in_the_date_and_voids_tokens_and_connections()
    {
        using DeviceLink link = await DeviceLink.ConnectAsync(Emulator);
        using FaultHandle shift = Emulator.Faults.Add(Fault.ShiftClock(TimeSpan.FromHours(2)));
        Assert.Equal(1, shift.Hits);
        Assert.Equal(_time.GetUtcNow().AddHours(2), Emulator.Time.GetUtcNow());

        (int status, string? error, _, HttpResponseMessage response) = await Http.SendAsync("GET", $"/devices/d{Version}", Client.Owner());
        Assert.Equal((401, "IotHubUnauthorized"), (status, error));
        Assert.Equal(_time.GetUtcNow().AddHours(2).ToUnixTimeSeconds(), response.Headers.Date!.Value.ToUnixTimeSeconds());
        using DeviceLink refused = await DeviceLink.ConnectAsync(Emulator);
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, refused.Code);
        _time.Advance(TimeSpan.FromSeconds(1));
        await link.Closed;

        shift.Dispose();
        Assert.Equal(200, (await Http.SendAsync("GET", $"/devices/d{Version}", Client.Owner())).Status);
        using DeviceLink accepted = await DeviceLink.ConnectAsync(Emulator);
        Assert.Equal(MqttClientConnectResultCode.Success, accepted.Code);
    }

    [Fact]
    public async Task A_clock_that_goes_back_makes_an_old_token_good_and_shifts_add_up()
    {
        await Emulator.Devices.AddAsync("d", Cancellation);
        string old = Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, _time.GetUtcNow().AddHours(-3), "iothubowner");
        Assert.Equal(401, (await Http.SendAsync("GET", $"/devices/d{Version}", old)).Status);

        using FaultHandle first = Emulator.Faults.Add(Fault.ShiftClock(TimeSpan.FromHours(-2)));
        using FaultHandle second = Emulator.Faults.Add(Fault.ShiftClock(TimeSpan.FromHours(-2)) with { Duration = TimeSpan.FromMinutes(1) });
        Assert.Equal(200, (await Http.SendAsync("GET", $"/devices/d{Version}", old)).Status);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(_time.GetUtcNow().AddHours(-2), Emulator.Time.GetUtcNow());
        Assert.ThrowsAny<ArgumentException>(() => Emulator.Faults.Add(Fault.ShiftClock(TimeSpan.FromHours(1)) with { DeviceId = "d" }));
    }

    [Fact]
    public async Task Tokens_of_one_device_expire_everywhere_and_nobody_elses()
    {
        IndividualEnrollment enrollment = Emulator.Enrollments.AddSymmetricKey("d");
        string provisioning = ProvisioningClient.Token(Emulator, "d", enrollment.PrimaryKey!);
        using DeviceLink link = await DeviceLink.ConnectAsync(Emulator);
        using DeviceLink other = await DeviceLink.ConnectAsync(Emulator, "other");

        using FaultHandle fault = Emulator.Faults.Add(Fault.ExpireTokens() with { DeviceId = "d" });

        await link.Closed;
        using DeviceLink refused = await DeviceLink.ConnectAsync(Emulator);
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, refused.Code);
        (int status, string? error, _, _) = await Http.SendAsync("GET", $"/devices/d/modules{Version}", Client.Owner());
        Assert.Equal((401, "IotHubUnauthorized"), (status, error));
        Assert.Equal(401, (await Http.RegisterAsync("d", provisioning)).Status);
        Assert.Equal(4, fault.Hits);
        await other.SendAsync();

        fault.Dispose();
        using DeviceLink accepted = await DeviceLink.ConnectAsync(Emulator);
        Assert.Equal(MqttClientConnectResultCode.Success, accepted.Code);
        Assert.Equal(200, (await Http.RegisterAsync("d", provisioning)).Status);
    }

    [Fact]
    public async Task A_client_with_a_certificate_does_not_notice_that_tokens_expire()
    {
        using TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned("x");
        await Emulator.Devices.AddX509Async("x", certificate.Certificate, Cancellation);
        using HttpClient http = Emulator.Http(certificate);
        using FaultHandle fault = Emulator.Faults.Add(Fault.ExpireTokens());

        Assert.Equal(200, (await http.SendAsync("GET", $"/devices/x/modules{Version}", null)).Status);
        Assert.Equal(0, fault.Hits);
    }

    [Fact]
    public async Task Keys_that_are_regenerated_leave_the_connection_and_void_every_new_use()
    {
        string old = Client.KeyOf(await Emulator.Devices.AddAsync("d", Cancellation));
        string oldModule = Client.KeyOf(await Emulator.Devices.AddModuleAsync("d", "m", Cancellation));
        await using MqttIdentity module = await MqttIdentity.ConnectAsync(Emulator, "d", "m");

        string renewed = Client.KeyOf(await Emulator.Devices.RegenerateModuleKeysAsync("d", "m", Cancellation));
        string renewedDevice = Client.KeyOf(await Emulator.Devices.RegenerateKeysAsync("d", Cancellation));

        await module.PublishAsync("devices/d/modules/m/messages/events/", "still here");
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAsync("d/m", "127.0.0.1/devices/d/modules/m", oldModule));
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync("d/m", "127.0.0.1/devices/d/modules/m", renewed));
        await module.Closed;
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAsync("d", "127.0.0.1/devices/d", old));
        Assert.Equal(401, (await Http.SendAsync("GET", $"/devices/d/modules{Version}", Client.Token("127.0.0.1/devices/d", old))).Status);
        Assert.Equal(200, (await Http.SendAsync("GET", $"/devices/d/modules{Version}", Client.Token("127.0.0.1/devices/d", renewedDevice))).Status);
    }

    [Fact]
    public async Task A_module_that_is_deleted_or_whose_device_is_disabled_is_disconnected_and_stays_out()
    {
        await using MqttIdentity deleted = await MqttIdentity.AddAsync(Emulator, "d", "m");
        await using MqttIdentity device = await MqttIdentity.ConnectAsync(Emulator, "d");
        string key = Client.KeyOf(Emulator.Devices.ConnectionString("d", "m"));

        await Emulator.Devices.RemoveModuleAsync("d", "m", Cancellation);
        await deleted.Closed;
        await device.PublishAsync("devices/d/messages/events/", "the device itself stays");
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await ConnectAsync("d/m", "127.0.0.1/devices/d/modules/m", key));
        Assert.Equal(404, (await Http.SendAsync("GET", $"/devices/d/modules/m{Version}", Client.Owner())).Status);

        await using MqttIdentity other = await MqttIdentity.AddAsync(Emulator, "d", "m2");
        await Emulator.Devices.SetEnabledAsync("d", false, Cancellation);
        await other.Closed;
        await device.Closed;
    }

    private async Task<MqttClientConnectResultCode> ConnectAsync(string path, string resource, string key)
    {
        (IMqttClient client, MqttClientConnectResultCode code) = await Emulator.ConnectAsync(
            path, $"127.0.0.1/{path}/?api-version=2021-04-12", Client.Token(resource, key));
        client.Dispose();
        return code;
    }
}
