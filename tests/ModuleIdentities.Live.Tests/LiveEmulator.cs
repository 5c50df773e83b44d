using ModuleIdentities.Emulator;
using ModuleIdentities.Live.Tests;

[assembly: AssemblyFixture(typeof(LiveEmulator))]

namespace ModuleIdentities.Live.Tests;

/// <summary>An emulator in place of Azure, with <c>LIVE_UseEmulator=true</c>: that shows that the suite itself works.</summary>
public sealed class LiveEmulator : IAsyncLifetime
{
    private IotEmulator? _emulator;

    /// <summary>The settings of its device; none without an emulator.</summary>
    internal static IReadOnlyDictionary<string, string?> Settings { get; private set; } = new Dictionary<string, string?>();

    public async ValueTask InitializeAsync()
    {
        if (!string.Equals(Environment.GetEnvironmentVariable("LIVE_UseEmulator"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        _emulator = await IotEmulator.StartAsync();
        IndividualEnrollment disabled = _emulator.Enrollments.AddSymmetricKey("live-disabled");
        _emulator.Enrollments.SetEnabled(disabled.RegistrationId, false);
        Settings = new Dictionary<string, string?>(_emulator.SettingsFor(_emulator.Enrollments.AddSymmetricKey("live-test")))
        {
            ["Disabled:RegistrationId"] = disabled.RegistrationId,
            ["Disabled:PrimaryKey"] = disabled.PrimaryKey,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }
}
