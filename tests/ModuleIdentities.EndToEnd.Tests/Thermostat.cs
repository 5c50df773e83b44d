namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A module as a user writes one.</summary>
[ModuleIdentity("thermostat")]
internal sealed partial class Thermostat
{
    [Telemetry]
    public partial Task SendReadingAsync(double temperature, string? note, CancellationToken cancellationToken = default);
}

/// <summary>Another module of the same device.</summary>
[ModuleIdentity("humidity-sensor")]
internal sealed partial class HumiditySensor
{
    [Telemetry]
    public partial Task SendHumidityAsync(int percent);
}
