using ModuleIdentities;

namespace Worker;

/// <summary>A module that measures a temperature, as often as its desired properties say.</summary>
[ModuleIdentity("thermostat")]
public sealed partial class Thermostat
{
    /// <summary>Sends one measurement.</summary>
    [Telemetry]
    public partial Task SendMeasurementAsync(int number, double temperature, CancellationToken cancellationToken = default);
}
