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
}
