using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting.Systemd;

namespace Worker;

/// <summary>
/// Tells systemd how the service is: <c>systemctl status</c> shows it, and the watchdog is fed while the process works at all. A hub that is away
/// is no reason to restart: the module connects again by itself, and a restart would not bring it back sooner.
/// </summary>
public sealed class SystemdHealth(ISystemdNotifier systemd) : IHealthCheckPublisher
{
    /// <inheritdoc/>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        string description = report.Entries.Values.Select(entry => entry.Description).FirstOrDefault(text => text is not null) ?? "connected";
        systemd.Notify(new ServiceState($"STATUS={report.Status}: {description}\nWATCHDOG=1"));
        return Task.CompletedTask;
    }
}
