using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModuleIdentities;

namespace Worker;

/// <summary>Measures and sends until the host stops.</summary>
public sealed partial class Measurements(Thermostat thermostat, IConfiguration configuration, TimeProvider time, ILogger<Measurements> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan interval = TimeSpan.Parse(configuration["Interval"] ?? "00:00:10", System.Globalization.CultureInfo.InvariantCulture);
        int sent = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Not with the stopping token: what has been measured is to arrive, and the host waits for it as long as its time-out says.
                await thermostat.SendMeasurementAsync(sent, 20 + Random.Shared.NextDouble(), CancellationToken.None);
                sent++;
            }
            catch (ModuleIdentityException exception)
            {
                LogNotSent(exception.Message);
            }

            await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        LogSent(sent);
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} measurements were sent and acknowledged.")]
    private partial void LogSent(int count);

    [LoggerMessage(2, LogLevel.Warning, "A measurement was not sent: {Reason}")]
    private partial void LogNotSent(string reason);
}
