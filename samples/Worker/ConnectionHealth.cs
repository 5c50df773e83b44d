using Microsoft.Extensions.Diagnostics.HealthChecks;
using ModuleIdentities;

namespace Worker;

/// <summary>How well the module is: a module that waits for its network is degraded, one that the hub refuses needs a person.</summary>
public sealed class ConnectionHealth(Thermostat thermostat) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ModuleClient client = ((IModule)thermostat).ModuleClient;
        ConnectionStateChange? last = client.LastStateChange;
        return Task.FromResult(client.State switch
        {
            ConnectionState.Connected or ConnectionState.Renewing => HealthCheckResult.Healthy("connected"),
            ConnectionState.Refused => HealthCheckResult.Unhealthy(last?.Fault?.Message),
            ConnectionState state => HealthCheckResult.Degraded(last?.Fault?.Message ?? state.ToString()),
        });
    }
}
