using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModuleIdentities;

namespace Greenhouse;

/// <summary>Measures once a minute, and opens the window when it is hot. Of the module it sees what that sends, and no hub.</summary>
public sealed partial class Watch(IClimateModule climate, ISensor sensor, Window window, TimeProvider time, ILogger<Watch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How many readings could not be sent.</summary>
    public int Lost { get; private set; }

    /// <summary>Measures once.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        Reading reading = sensor.Measure();
        try
        {
            await climate.SendReadingAsync(reading, alarm: reading.Temperature < 3 ? "frost" : null, cancellationToken);
            if (window.OpenWhenHot(reading.Temperature))
            {
                await climate.ReportWindowAsync(window.IsOpen, cancellationToken);
            }
        }
        catch (ModuleIdentityException exception)
        {
            Lost++;
            NotSent(exception.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        do
        {
            await MeasureAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Warning, "A reading was not sent: {Reason}")]
    private partial void NotSent(string reason);
}
