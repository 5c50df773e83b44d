using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>
/// A <see cref="HubFixture"/> whose clock goes only when a test says so, and whose devices go by the same clock: time stamps, tokens, throttles and
/// retries are the same in every run, and an hour takes no time.
/// </summary>
/// <remarks>
/// A single operation of its devices may take a day of that clock, so that what is under way when the clock is moved does not find its time limit over. What
/// waits for a time waits until <see cref="Time"/> is advanced, also a module that connects again after a lost link. The waits of assertions, and
/// certificates of TLS, go by the machine's clock.
/// </remarks>
public class StoppedClockHubFixture : HubFixture
{
    private static readonly TimeSpan OperationTimeout = TimeSpan.FromDays(1);

    /// <summary>The clock. It starts on 1 January 2030, 00:00 UTC.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>How the emulator is started. Whoever overrides it keeps <see cref="Time"/> as its clock.</summary>
    protected override IotEmulatorOptions EmulatorOptions => new() { TimeProvider = Time };

    /// <inheritdoc/>
    internal override TimeProvider Clock => Time;

    /// <summary>
    /// Adds a device that has a connection string and registers nowhere: a registration waits between its polls, which on a clock that stands still takes
    /// for ever.
    /// </summary>
    /// <param name="registrationId">Its device id; another one for each call when null.</param>
    /// <exception cref="HubRefusedException">The id is not valid, or is there already.</exception>
    public override async Task<TestDevice> AddDeviceAsync(string? registrationId = null)
    {
        string deviceId = registrationId ?? NewDeviceId();
        string connectionString = await Emulator.Devices.AddAsync(deviceId, TestContext.Current.CancellationToken).ConfigureAwait(false);
        Dictionary<string, string?> settings = new(Emulator.SettingsFor(connectionString))
        {
            [$"{ModuleIdentityOptions.SectionName}:Network:OperationTimeout"] = OperationTimeout.ToString(),
        };
        return new TestDevice(this, deviceId, settings);
    }
}
