using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModuleIdentities;

/// <summary>
/// Health checks of all modules of a host, for <c>AddHealthChecks().Add(ModuleHealthChecks.Live).Add(ModuleHealthChecks.Ready)</c>: see
/// docs/observability.md.
/// </summary>
public static class ModuleHealthChecks
{
    /// <summary><c>moduleidentities-live</c>, tag <c>live</c>: fails when a module has ended although the host runs.</summary>
    public static HealthCheckRegistration Live => Create("live", ModuleHealth.Live);

    /// <summary><c>moduleidentities-ready</c>, tag <c>ready</c>: tells whether the modules are connected, and what waits.</summary>
    public static HealthCheckRegistration Ready => Create("ready", ModuleHealth.Ready);

    private static HealthCheckRegistration Create(string tag, Func<ModuleClient, HealthStatus> judge) =>
        new($"moduleidentities-{tag}", provider => new ModuleHealth(provider.GetServices<HostedModule>(), judge), null, [tag]);
}
