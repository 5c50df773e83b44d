using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>A module as a user writes one, for the page to show.</summary>
[ModuleIdentity("thermostat")]
internal sealed partial class Thermostat
{
    /// <summary>The last desired interval that came.</summary>
    public TaskCompletionSource<int> Interval { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Telemetry]
    public partial Task SendReadingAsync(double temperature, int humidity, CancellationToken cancellationToken = default);

    [ReportedProperty]
    public partial Task ReportFirmwareAsync(string firmware, CancellationToken cancellationToken = default);

    /// <summary>Enrols a device in the emulator, and connects its module.</summary>
    public static Task<Thermostat> ConnectAsync(IotEmulator emulator, string registrationId, CancellationToken cancellationToken)
    {
        IndividualEnrollment enrollment = emulator.Enrollments.Find(registrationId) ?? emulator.Enrollments.AddSymmetricKey(registrationId);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(emulator.SettingsFor(enrollment)).Build();
        return ConnectAsync(ModuleIdentityOptions.FromConfiguration(configuration), cancellationToken);
    }

    [DesiredProperty]
    private Task<PropertyResponse> OnIntervalAsync(int interval, CancellationToken cancellationToken)
    {
        Interval.TrySetResult(interval);
        return Task.FromResult(PropertyResponse.Completed());
    }

    [DirectMethod("reboot")]
    private Task<RebootResult> RebootAsync(RebootRequest request, CancellationToken cancellationToken) => Task.FromResult(new RebootResult(request.Delay * 2));
}

internal sealed record RebootRequest(int Delay);

internal sealed record RebootResult(int RestartsIn);
