using ModuleIdentities;

namespace ModuleApp._1;

/// <summary>The module: what it sends is declared, and what it receives is implemented.</summary>
[ModuleIdentity("module-name")]
public sealed partial class ThermostatModule
{
    /// <summary>The temperature that the room is to have, in degrees Celsius.</summary>
    public double Target { get; private set; } = 20;

    /// <summary>Sends <c>{"temperature":21.5}</c>, and completes when the hub has it.</summary>
    [Telemetry]
    public partial Task SendTemperatureAsync(double temperature, CancellationToken cancellationToken = default);

    [DesiredProperty]
    private PropertyResponse OnTargetTemperature(double targetTemperature)
    {
        if (targetTemperature is < 5 or > 30)
        {
            return PropertyResponse.Rejected("5 to 30 degrees are possible");
        }

        Target = targetTemperature;
        return PropertyResponse.Completed();
    }

    [DirectMethod("reset")]
    private Task ResetAsync(CancellationToken cancellationToken)
    {
        Target = 20;
        return Task.CompletedTask.WaitAsync(cancellationToken);
    }
}
