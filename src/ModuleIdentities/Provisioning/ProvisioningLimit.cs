namespace ModuleIdentities;

/// <summary>Ends work that takes longer than provisioning may, and tells what stood in its way.</summary>
internal static class ProvisioningLimit
{
    /// <param name="options">How long it may take, and by which clock.</param>
    /// <param name="moduleId">Whom it is for; null for the device.</param>
    /// <param name="obstacle">The last failure that has not healed; null for none.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ModuleIdentityException">The time is over.</exception>
    public static async Task<T> RunAsync<T>(
        ModuleIdentityOptions options, string? moduleId, Func<ModuleIdentityException?> obstacle, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(options.Provisioning.Timeout, options.TimeProvider, cancellationToken);
        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            // The user wants to know what stood in the way, not that time ran out on it.
            throw obstacle() ?? new ModuleIdentityException(
                ModuleIdentityErrorCode.TimedOut,
                $"{(moduleId is null ? "The device" : $"Module '{moduleId}'")} was not provisioned within {options.Provisioning.Timeout}",
                "Try again later, or raise ModuleIdentities:Provisioning:Timeout")
            { ModuleId = moduleId };
        }
    }
}
