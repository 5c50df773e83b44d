using System.Diagnostics.CodeAnalysis;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>
/// Starts a Device Provisioning Service and an IoT Hub in the process of the tests, in memory and on free ports, and stops them when the tests of the
/// class, collection or assembly are done. Each test takes a device of its own with <see cref="AddDeviceAsync"/>, so that none sees what others sent.
/// </summary>
/// <remarks>
/// <c>public sealed class MyTests(HubFixture hub) : IClassFixture&lt;HubFixture&gt;</c>. With another test framework, call
/// <see cref="InitializeAsync"/> and <see cref="DisposeAsync"/> where it sets up and tears down.
/// </remarks>
[SuppressMessage("ApiDesign", "RS0022", Justification = "What the base class leaves to its heirs is private protected: none outside sees it.")]
public class HubFixture : ReceivedAssertions, IAsyncLifetime
{
    private IotEmulator? _emulator;

    /// <summary>The emulator: all else that it can do.</summary>
    /// <exception cref="InvalidOperationException">It has not been started, or could not be.</exception>
    public IotEmulator Emulator => _emulator ?? throw new InvalidOperationException("The hub is not started: xunit calls InitializeAsync of a fixture.");

    /// <summary>How the emulator is started. Override it in a fixture of your own for a seed, a scale of the hub, or a log.</summary>
    protected virtual IotEmulatorOptions EmulatorOptions => new();

    /// <summary>The clock that programs under test are to go by, too; null, the default, for the machine's.</summary>
    internal virtual TimeProvider? Clock => null;

    private protected override IotEmulator Hub => Emulator;

    private protected override MessageFilter Filter { get; } = new();

    private protected override string Sender => "anybody";

    /// <summary>Starts the emulator; it serves when the task completes.</summary>
    /// <exception cref="InvalidOperationException">The environment is <c>Production</c>.</exception>
    public virtual async ValueTask InitializeAsync() =>
        _emulator = await IotEmulator.StartAsync(EmulatorOptions, TestContext.Current.CancellationToken).ConfigureAwait(false);

    /// <summary>Stops the emulator.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Enrols a device. It comes to exist in the hub when it registers, as in the field.</summary>
    /// <param name="registrationId">Its registration id, and so its device id; another one for each call when null.</param>
    /// <exception cref="ArgumentException">The id is not valid, or is enrolled already.</exception>
    public virtual Task<TestDevice> AddDeviceAsync(string? registrationId = null)
    {
        IndividualEnrollment enrollment = Emulator.Enrollments.AddSymmetricKey(registrationId ?? NewDeviceId());
        return Task.FromResult(new TestDevice(this, enrollment.RegistrationId, Emulator.SettingsFor(enrollment)));
    }

    /// <summary>Lets something go wrong, for everybody, until the handle is disposed.</summary>
    /// <param name="fault">What, and when: <c>Fault.Refuse(429) with { Operations = EmulatorOperations.CreateModule }</c>.</param>
    /// <exception cref="ArgumentException">The fault can never be, or never hit.</exception>
    public FaultHandle Inject(Fault fault) => Emulator.Faults.Add(fault);

    private protected static string NewDeviceId() => $"device-{Guid.NewGuid():N}";
}
