using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A device whose clock is wrong by ten minutes.</summary>
public sealed class ClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_is_ahead_does_no_harm()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        options.TimeProvider = new ShiftedClock(TimeSpan.FromMinutes(10));

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        await thermostat.SendReadingAsync(1, null, Cancellation);
    }

    [Theory]
    [InlineData("Mqtt")]
    [InlineData("Https")]
    public async Task A_clock_that_is_behind_is_named_and_the_device_comes_up_when_it_is_set(string transport)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        // Registering over MQTT takes a token of Timeout + 1 minute: a short one lets the skew bite.
        ShiftedClock clock = new(TimeSpan.FromMinutes(-10));
        string retrying = "";
        ModuleIdentityOptions options = emulator.Options(
            emulator.Configure(("Provisioning:Transport", transport), ("Provisioning:Timeout", "00:01:00")),
            (eventId, message) =>
            {
                if (eventId.Name == "Retrying")
                {
                    retrying += message;
                    clock.Heal();
                }
            });
        options.TimeProvider = clock;

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);

        Assert.Matches(@"this device's clock is 0\.00:(10:00|09:59) behind the service's", retrying);
        Assert.Contains("timedatectl", retrying, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_stays_behind_is_the_error_in_the_end()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll(("Provisioning:Timeout", "00:00:05"), ("Provisioning:Transport", "Https"));
        options.TimeProvider = new ShiftedClock(TimeSpan.FromMinutes(-10));

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ProvisionAsync(options, Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.ClockWrong, exception.Code);
    }

    [Theory]
    [InlineData("Mqtt")]
    [InlineData("Https")]
    public async Task It_is_the_same_when_it_is_the_services_clock_that_is_ahead(string transport)
    {
        ShiftedClock clock = new(TimeSpan.FromMinutes(10));
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { TimeProvider = clock }, Cancellation);
        string retrying = "";
        ModuleIdentityOptions options = emulator.Options(
            emulator.Configure(("Provisioning:Transport", transport), ("Provisioning:Timeout", "00:01:00")),
            (eventId, message) =>
            {
                if (eventId.Name == "Retrying")
                {
                    retrying += message;
                    clock.Heal();
                }
            });

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);

        Assert.Matches(@"this device's clock is 0\.00:(10:0|09:5)[0-9] behind the service's", retrying);
    }

    [Fact]
    public async Task A_services_clock_that_is_behind_does_no_harm()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(
            new IotEmulatorOptions { TimeProvider = new ShiftedClock(TimeSpan.FromMinutes(-10)) }, Cancellation);

        await using Thermostat thermostat = await Thermostat.ConnectAsync(emulator.Enroll(), Cancellation);
        await thermostat.SendReadingAsync(1, null, Cancellation);
    }

    [Fact]
    public async Task A_warm_start_in_the_past_is_told_so_by_the_hub_and_connects_when_the_clock_is_set()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string folder = Directory.CreateTempSubdirectory("moduleidentities-clock-").FullName;
        await Thermostat.ProvisionAsync(emulator.Enroll(("Cache:Directory", folder)), Cancellation);

        // A token for the hub lives for an hour: only more than that and the five forgiven minutes lets it be refused.
        ShiftedClock clock = new(TimeSpan.FromMinutes(-70));
        string lost = "";
        ModuleIdentityOptions options = emulator.Options(emulator.Configure(("Cache:Directory", folder)), (eventId, message) =>
        {
            if (eventId.Name == "ConnectionLost")
            {
                lost += message;
                clock.Heal();
            }
        });
        options.TimeProvider = clock;

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        await thermostat.SendReadingAsync(1, null, Cancellation);

        Assert.Matches(@"Hub 127\.0\.0\.1 refused module 'thermostat' of device 'line-4': this device's clock is 0\.01:(10:0|09:5)[0-9] behind the service's", lost);
        Assert.Equal((ModuleIdentityOrigin.Cached, 2L), (thermostat.Identity.Origin, emulator.Counters.Total));
    }
}
