using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModuleIdentities;

/// <summary>Health checks of all modules of a host: see docs/observability.md.</summary>
public static class ModuleHealthChecks
{
    /// <summary>
    /// Adds <c>moduleidentities-live</c> (tag <c>live</c>), which fails when a module has ended although the host runs, and
    /// <c>moduleidentities-ready</c> (tag <c>ready</c>), which tells whether the modules are connected.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks()</c> returns.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddModuleIdentities(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add(new HealthCheckRegistration("moduleidentities-live", Create(ModuleHealth.Live), null, ["live"]))
            .Add(new HealthCheckRegistration("moduleidentities-ready", Create(ModuleHealth.Ready), null, ["ready"]));
    }

    private static Func<IServiceProvider, IHealthCheck> Create(Func<ModuleClient, HealthStatus> judge) =>
        provider => new ModuleHealth(provider.GetServices<HostedModule>(), judge);
}
