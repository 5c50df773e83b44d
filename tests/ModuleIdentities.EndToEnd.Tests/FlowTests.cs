using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Canary;

namespace ModuleIdentities.EndToEnd.Tests;

public sealed class FlowTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Mqtt", "Mqtt")]
    [InlineData("MqttWebSocket", "MqttWebSocket")]
    [InlineData("Https", "Mqtt")]
    public async Task A_declared_module_registers_connects_and_is_heard(string dpsTransport, string hubTransport)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll(("Provisioning:Transport", dpsTransport), ("Network:Transport", hubTransport));

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        await thermostat.SendReadingAsync(21.5, null, Cancellation);

        ReceivedMessage received = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal("""{"temperature":21.5,"note":null}""", Encoding.UTF8.GetString(received.Body.Span));
        Assert.Equal(Emulated.RegistrationId, received.SystemProperties["iothub-connection-device-id"]);
        Assert.Equal("thermostat", received.SystemProperties["iothub-connection-module-id"]);
        Assert.Equal("application/json", received.SystemProperties["content-type"]);
        Assert.Equal("utf-8", received.SystemProperties["content-encoding"]);
        Assert.Equal(ModuleIdentityOrigin.Created, thermostat.Identity.Origin);
        Assert.Equal(2, emulator.Counters.Total);
    }

    [Fact]
    public async Task A_second_start_finds_the_module_with_the_same_key()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        ModuleIdentity created = await Thermostat.ProvisionAsync(emulator.Enroll(), Cancellation);
        ModuleIdentity existing = await Thermostat.ProvisionAsync(emulator.Enroll(), Cancellation);

        Assert.Equal((ModuleIdentityOrigin.Created, ModuleIdentityOrigin.Existing), (created.Origin, existing.Origin));
        Assert.Equal(created.KeyFingerprint, existing.KeyFingerprint);
        Assert.Equal(created.GenerationId, existing.GenerationId);
        Assert.Equal(created.KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restarted_emulator_still_has_the_module(bool isKilled)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-").FullName, "state.emulator.db");
        ModuleIdentity created;
        await using (IotEmulator first = await IotEmulator.StartAsync(new IotEmulatorOptions { StateFile = file }, Cancellation))
        {
            created = await Thermostat.ProvisionAsync(first.Enroll(), Cancellation);
            if (isKilled)
            {
                await first.KillAsync();
            }
        }

        await using IotEmulator second = await IotEmulator.StartAsync(new IotEmulatorOptions { StateFile = file }, Cancellation);
        ModuleIdentity existing = await Thermostat.ProvisionAsync(second.Enroll(), Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Existing, existing.Origin);
        Assert.Equal(created.KeyFingerprint, existing.KeyFingerprint);
    }

    [Fact]
    public async Task A_device_connection_string_serves_without_DPS()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string connectionString = await emulator.Devices.AddAsync("bench-1", Cancellation);
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(emulator.SettingsFor(connectionString)).Build());

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        await thermostat.SendReadingAsync(1, "x", Cancellation);

        Assert.Equal("bench-1", (await emulator.Messages.FirstAsync(cancellationToken: Cancellation)).DeviceId);
    }

    [Fact]
    public async Task A_host_connects_every_declared_module_of_the_assembly()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(emulator.Configure());
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new CanaryLoggers(emulator));
        builder.AddModuleIdentities();
        using IHost host = builder.Build();

        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<Thermostat>().SendReadingAsync(1, null, Cancellation);
        await host.Services.GetRequiredService<HumiditySensor>().SendHumidityAsync(40);
        await host.StopAsync(Cancellation);

        await emulator.Messages.FirstAsync(m => m.ModuleId == "thermostat", Cancellation);
        await emulator.Messages.FirstAsync(m => m.ModuleId == "humidity-sensor", Cancellation);
    }

    [Fact]
    public async Task A_host_with_wrong_configuration_does_not_start_and_says_why()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddModuleIdentities();
        using IHost host = builder.Build();

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("ModuleIdentities:Provisioning:IdScope is missing", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqtt")]
    [InlineData("Https")]
    public async Task A_wrong_key_is_refused_with_what_to_do_and_no_key(string transport)
    {
        const string Wrong = "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXk=";
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll(("Provisioning:Transport", transport), ("Provisioning:SymmetricKey:PrimaryKey", Wrong));

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ConnectAsync(options, Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.CredentialRefused, exception.Code);
        Assert.Equal(401, exception.Status);
        Assert.DoesNotContain(Wrong, exception.ToString(), StringComparison.Ordinal);
        Assert.Empty(emulator.Devices.List());
    }

    [Theory]
    [InlineData("Provisioning:RegistrationId", "unknown", ModuleIdentityErrorCode.EnrollmentNotFound)]
    [InlineData("Provisioning:IdScope", "0ne00FFFFFF", ModuleIdentityErrorCode.CredentialRefused)]
    public async Task An_unknown_device_is_refused(string key, string value, ModuleIdentityErrorCode code)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll((key, value));

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ProvisionAsync(options, Cancellation));

        Assert.Equal(code, exception.Code);
    }

    [Fact]
    public async Task A_disabled_enrolment_is_named()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        emulator.Enrollments.SetEnabled(Emulated.RegistrationId, false);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ProvisionAsync(options, Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.EnrollmentDisabled, exception.Code);
    }

    [Fact]
    public async Task A_message_over_256_KB_is_refused_before_it_is_sent()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(emulator.Enroll(), Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => thermostat.SendReadingAsync(1, new string('x', 256 * 1024), Cancellation));
        await thermostat.SendReadingAsync(2, null, Cancellation);

        Assert.Equal(ModuleIdentityErrorCode.MessageTooLarge, exception.Code);
        Assert.Equal(1, emulator.Messages.Count);
    }
}
