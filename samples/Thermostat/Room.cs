using Microsoft.Extensions.Hosting;

namespace Thermostat;

/// <summary>The room: it is measured every second, and follows the thermostat slowly. It sees of the module what it sends, and no hub.</summary>
public sealed class Room(IThermostatModule thermostat, ThermostatModule settings, TimeProvider time) : BackgroundService
{
    private double _temperature = 18;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await thermostat.ReportFirmwareAsync("1.0.3", stoppingToken);
        await thermostat.SendBatteryAsync(87, stoppingToken);

        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1), time);
        do
        {
            bool isCold = _temperature < settings.Target;
            _temperature += isCold ? 0.5 : -0.1;
            await thermostat.SendTemperatureAsync(_temperature, stoppingToken);
            await thermostat.SendReadingAsync(
                new Reading(_temperature, 45, isCold ? Mode.Heating : Mode.Idle), alarm: _temperature < 5 ? "frost" : null, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
