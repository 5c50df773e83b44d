namespace ModuleIdentities.Cli;

/// <summary>The module of an agent, as the hub has it now: an agent cannot repair a key that was replaced behind its back.</summary>
internal static class AgentModule
{
    /// <summary>Gets or creates the module; one that is remembered is compared with the hub's.</summary>
    public static async Task<ModuleIdentity> GetAsync(ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(options, moduleId, cancellationToken).ConfigureAwait(false);
        if (identity.Origin != ModuleIdentityOrigin.Cached)
        {
            return identity;
        }

        RegisteredModule? registered = await ModuleProvisioner.FindAsync(options, moduleId, cancellationToken).ConfigureAwait(false);
        bool isCurrent = registered is not null
            && registered.HubHostName == identity.HubHostName
            && (identity.KeyFingerprint == registered.PrimaryFingerprint || identity.KeyFingerprint == registered.SecondaryFingerprint);
        return isCurrent ? identity : await ModuleProvisioner.ReprovisionAsync(options, moduleId, cancellationToken).ConfigureAwait(false);
    }
}
