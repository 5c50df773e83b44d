using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModuleIdentities;

/// <summary>Judges all modules of a host; the worst decides, and the data say of each how it stands.</summary>
/// <param name="modules">The modules.</param>
/// <param name="judge">Judges one.</param>
internal sealed class ModuleHealth(IEnumerable<HostedModule> modules, Func<ModuleClient, HealthStatus> judge) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus worst = HealthStatus.Healthy;
        List<string> troubles = [];
        Dictionary<string, object> data = [];
        foreach (HostedModule hosted in modules)
        {
            ModuleClient client = hosted.Module.ModuleClient;
            HealthStatus status = judge(client);
            worst = status < worst ? status : worst;
            Describe(client, data);
            if (status != HealthStatus.Healthy)
            {
                troubles.Add($"Module '{client.ModuleId}' is {client.State}{Reason(client)}.");
            }
        }

        return Task.FromResult(new HealthCheckResult(worst, troubles.Count == 0 ? null : string.Join(' ', troubles), null, data));
    }

    /// <summary>Only a module that has ended is dead: no outage is cured by starting the process again.</summary>
    public static HealthStatus Live(ModuleClient client) => client.State == ConnectionState.Disposed ? HealthStatus.Unhealthy : HealthStatus.Healthy;

    /// <summary>A module that waits for its hub accepts what it is given, and so does one whose outbox has lost its disk; one that is refused needs a person.</summary>
    public static HealthStatus Ready(ModuleClient client) => client.State switch
    {
        ConnectionState.Connected or ConnectionState.Renewing => client.BacklogOrNull?.Fault is null ? HealthStatus.Healthy : HealthStatus.Degraded,
        ConnectionState.Connecting or ConnectionState.Backoff => HealthStatus.Degraded,
        _ => HealthStatus.Unhealthy,
    };

    private static string Reason(ModuleClient client) => client.BacklogOrNull?.Fault is { } fault
        ? $", and its outbox does not work: {fault}"
        : client.LastStateChange?.Fault is { } reason ? $": {reason.Message.TrimEnd('.')}" : "";

    private static void Describe(ModuleClient client, Dictionary<string, object> data)
    {
        data[$"{client.ModuleId}.state"] = client.State.ToString();
        if (client.BacklogOrNull is { } backlog)
        {
            data[$"{client.ModuleId}.backlog"] = backlog.Messages;
            data[$"{client.ModuleId}.backlogAge"] = backlog.Age;
        }

        if (client.TokenAge is { } age)
        {
            data[$"{client.ModuleId}.tokenAge"] = age;
        }
    }
}

/// <summary>A module that the host runs.</summary>
internal sealed record HostedModule(IModule Module);
