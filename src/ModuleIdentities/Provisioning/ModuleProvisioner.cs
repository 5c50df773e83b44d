using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>The way from options to a module identity: the device proves itself, learns its hub, and gets or creates its module there.</summary>
public static class ModuleProvisioner
{
    /// <summary>Gets the module identity, creating it when the hub does not have it yet.</summary>
    /// <param name="options">How the device proves itself; validated before anything is sent.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="cancellationToken">Ends the wait. A module that the hub has created by then stays; the next call finds it.</param>
    /// <returns>The identity, and whether it was created or found.</returns>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public static async Task<ModuleIdentity> ProvisionAsync(
        ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(moduleId);
        return await options.Session.GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets several modules of the device at the cost of one list and one create for each that is missing.</summary>
    /// <param name="options">How the device proves itself; validated before anything is sent.</param>
    /// <param name="moduleIds">The module ids; at most 50 fit a device.</param>
    /// <param name="cancellationToken">Ends the wait. Modules that the hub has created by then stay; the next call finds them.</param>
    /// <returns>The identities, in the order of the ids.</returns>
    /// <exception cref="ArgumentException">A module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public static async Task<IReadOnlyList<ModuleIdentity>> ProvisionAsync(
        ModuleIdentityOptions options, IReadOnlyCollection<string> moduleIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(moduleIds);
        foreach (string moduleId in moduleIds)
        {
            ThrowIfInvalid(moduleId);
        }

        IModuleSource source = options.Session;
        source.Expect(moduleIds.Count);
        return await Task.WhenAll(moduleIds.Select(moduleId => source.GetModuleAsync(moduleId, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>
    /// Registers the device with the Device Provisioning Service again, whatever is cached, and gets or creates the module in the hub that it is
    /// assigned to now: for a device that is to move. A connected module notices when its old hub refuses it.
    /// </summary>
    /// <param name="options">How the device proves itself.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public static async Task<ModuleIdentity> ReprovisionAsync(
        ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(moduleId);
        return await options.Session.ReprovisionAsync(moduleId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Replaces both keys of a module that is not connected by this process, one while the other works: three registry operations, and one more when
    /// the module is not in the cache. Whoever else
    /// uses the module has to get the new key.
    /// </summary>
    /// <param name="options">How the device proves itself.</param>
    /// <param name="moduleId">The module id; the module is created when the hub does not have it.</param>
    /// <param name="cancellationToken">Ends the rotation; at least one key that the hub accepts is known to the device then.</param>
    /// <returns>The identity with its new keys.</returns>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached, or somebody else replaces the keys.</exception>
    public static async Task<ModuleIdentity> RotateKeysAsync(
        ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(moduleId);
        using IDisposable? claim = options.Session.Claim(moduleId);
        ModuleIdentity current = await options.Session.GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false);
        return await options.Session.RotateAsync(current, static (_, _) => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists every module of the device, those of IoT Edge included: one registry operation.</summary>
    /// <param name="options">How the device proves itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The modules in the order of their ids; at most 50 fit a device.</returns>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached; or the options have a module's own connection string.</exception>
    public static async Task<IReadOnlyList<RegisteredModule>> ListAsync(ModuleIdentityOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return await options.Session.ListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a module as the hub has it now, and creates nothing: one registry operation.</summary>
    /// <param name="options">How the device proves itself.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The module; null when the hub does not have it.</returns>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public static async Task<RegisteredModule?> FindAsync(
        ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(moduleId);
        return await options.Session.FindAsync(moduleId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What this device remembers of a module; no service is asked, and nothing is made. The hub may know better by now: <see cref="FindAsync"/> asks it.</summary>
    /// <param name="options">How the device proves itself.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The module from the cache, or the one of a module connection string; null when it is not remembered, or not with the kind of key that is configured.</returns>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">The options have the connection string of another module.</exception>
    public static async Task<ModuleIdentity?> RecallAsync(
        ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(moduleId);
        return await options.Session.RecallAsync(moduleId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes a module with its keys and its twin, from the hub and from the cache: one registry operation. Whoever is connected as the module is
    /// thrown out; a module class that is still running makes the module anew.
    /// </summary>
    /// <param name="options">How the device proves itself.</param>
    /// <param name="moduleId">The module id.</param>
    /// <param name="cancellationToken">Ends the wait; the module may be gone by then.</param>
    /// <returns>True when the module is gone by this call; false when the hub did not have it.</returns>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">
    /// A service refused, failed or could not be reached; or another process that shares the cache directory is connected as the module.
    /// </exception>
    public static async Task<bool> DeleteAsync(ModuleIdentityOptions options, string moduleId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(moduleId);
        return await options.Session.DeleteAsync(moduleId, cancellationToken).ConfigureAwait(false);
    }

    internal static void ThrowIfInvalid(string moduleId)
    {
        ArgumentNullException.ThrowIfNull(moduleId);
        string? fault = ModuleNameRules.Check(moduleId, out int position) switch
        {
            ModuleNameFault.None => null,
            ModuleNameFault.Empty => "is empty",
            ModuleNameFault.TooLong => $"has {moduleId.Length} characters; at most {ModuleNameRules.MaximumLength} are allowed",
            ModuleNameFault.Reserved => "starts with $, which is kept for system modules",
            ModuleNameFault.OnlyDots => "is only dots, which clients take for a step in the path of the registry's URL; add a letter or digit",
            _ => $"has '{moduleId[position]}' at index {position}; allowed are ASCII letters, digits and {ModuleNameRules.AllowedPunctuation}",
        };
        if (fault is not null)
        {
            throw new ArgumentException($"The module id '{moduleId}' {fault}.", nameof(moduleId));
        }
    }
}
