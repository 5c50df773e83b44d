using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary>The module of an agent, as the hub has it now: an agent cannot repair a key that was replaced behind its back.</summary>
internal static class AgentModule
{
    /// <summary>Gets or creates the module; one that is remembered is compared with the hub's.</summary>
    public static async Task<AgentIdentity> GetAsync(ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(options, moduleId, cancellationToken).ConfigureAwait(false);
        if (identity.Origin == ModuleIdentityOrigin.Cached
            && !IsCurrent(identity, await ModuleProvisioner.FindAsync(options, moduleId, cancellationToken).ConfigureAwait(false)))
        {
            identity = await ModuleProvisioner.ReprovisionAsync(options, moduleId, cancellationToken).ConfigureAwait(false);
        }

        return AgentIdentity.Of(identity);
    }

    /// <summary>What <see cref="GetAsync"/> would give, as far as that is known without making or changing anything.</summary>
    public static async Task<AgentIdentity> PlanAsync(ModuleIdentityOptions options, string moduleId, AgentMode mode, CancellationToken cancellationToken)
    {
        RegisteredModule? registered = await ModuleProvisioner.FindAsync(options, moduleId, cancellationToken).ConfigureAwait(false);
        ModuleIdentity? known = await ModuleProvisioner.RecallAsync(options, moduleId, cancellationToken).ConfigureAwait(false);
        return known is not null && IsCurrent(known, registered) ? AgentIdentity.Of(known) : AgentIdentity.Planned(moduleId, mode, registered);
    }

    private static bool IsCurrent(ModuleIdentity identity, RegisteredModule? registered) => registered is not null
        && registered.HubHostName == identity.HubHostName
        && (identity.KeyFingerprint == registered.PrimaryFingerprint || identity.KeyFingerprint == registered.SecondaryFingerprint);
}
