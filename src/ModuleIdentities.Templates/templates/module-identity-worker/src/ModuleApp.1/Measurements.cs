using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ModuleApp._1;

/// <summary>Measures and sends. It sees of the module what that sends, and no hub.</summary>
public sealed partial class Measurements(IThermostatModule thermostat, Room room, TimeProvider time, ILogger<Measurements> logger) : BackgroundService
{
    /// <summary>How often is measured.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        do
        {
            double temperature = room.Measure();
            await thermostat.SendTemperatureAsync(temperature, stoppingToken);
            LogSent(temperature);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Information, "Sent {Temperature} degrees")]
    private partial void LogSent(double temperature);
}
