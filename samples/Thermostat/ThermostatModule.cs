using Microsoft.Extensions.Logging;
using ModuleIdentities;

namespace Thermostat;

/// <summary>Keeps a room at a temperature.</summary>
[ModuleIdentity("thermostat", ModelId = "dtmi:com:example:Thermostat;1")]
public partial class ThermostatModule(ILogger<ThermostatModule> logger)
{
    /// <summary>The temperature that the room is to have, in degrees Celsius.</summary>
    public double Target { get; private set; } = 20;

    /// <param name="temperature">What the sensor measures.</param>
    [Telemetry]
    public partial Task SendTemperatureAsync(
        [SemanticType("Temperature", "degreeCelsius")] double temperature, CancellationToken cancellationToken = default);

    /// <summary>Sends a whole reading; <paramref name="alarm"/> is beside the body, where a route of the hub can filter by it.</summary>
    [Telemetry]
    public partial Task SendReadingAsync(Reading reading, [MessageProperty] string? alarm = null, CancellationToken cancellationToken = default);

    /// <param name="batteryLevel">How full the battery of the window sensor is.</param>
    [Telemetry(Component = "windowSensor")]
    public partial Task SendBatteryAsync(
        [SemanticType("Concentration", "percent")] int batteryLevel, CancellationToken cancellationToken = default);

    /// <param name="firmwareVersion">What the thermostat runs.</param>
    [ReportedProperty]
    public partial Task ReportFirmwareAsync(string firmwareVersion, CancellationToken cancellationToken = default);

    /// <param name="targetTemperature">The temperature that the room is to have.</param>
    [DesiredProperty]
    private PropertyResponse OnTargetTemperature([SemanticType("Temperature", "degreeCelsius")] double targetTemperature)
    {
        if (targetTemperature is < 5 or > 30)
        {
            return PropertyResponse.Rejected("5 to 30 degrees are possible");
        }

        Target = targetTemperature;
        TargetIs(logger, targetTemperature);
        return PropertyResponse.Completed();
    }

    /// <summary>Starts the thermostat again.</summary>
    /// <param name="request">When, and why.</param>
    /// <returns>What the thermostat makes of it.</returns>
    [DirectMethod("reboot")]
    private Task<RebootResult> RebootAsync(RebootRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return request.DelayInSeconds < 0
            ? throw new DirectMethodException(422, "A delay is not negative.")
            : Task.FromResult(new RebootResult($"Rebooting in {request.DelayInSeconds} s: {request.Reason ?? "no reason given"}"));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The room is to have {Target} degrees")]
    private static partial void TargetIs(ILogger logger, double target);
}
