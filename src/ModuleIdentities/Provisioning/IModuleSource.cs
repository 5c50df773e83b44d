namespace ModuleIdentities;

/// <summary>Where the modules of this process have their identities from.</summary>
internal interface IModuleSource
{
    /// <summary>Whether the hub learns of its modules only after they have started, so that it may refuse one that it will know in a minute.</summary>
    bool HubLearnsLater => false;

    /// <summary>The last failure that has not healed: what to tell somebody whose time has run out. Null for none.</summary>
    ModuleIdentityException? Obstacle => null;

    /// <summary>Says how many modules will be asked for, so that one list can serve them all.</summary>
    void Expect(int modules);

    /// <summary>Gets a module, from the nearest place that has it.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<ModuleIdentity> GetModuleAsync(string moduleId, CancellationToken cancellationToken);

    /// <summary>The module as it is remembered, without asking anybody or making anything; null when it is not.</summary>
    Task<ModuleIdentity?> RecallAsync(string moduleId, CancellationToken cancellationToken);

    /// <summary>
    /// Finds what to try after the hub has refused an identity: its other key, then what the registry says now, then what a new registration gives.
    /// </summary>
    /// <param name="refused">The identity that was refused, as this source gave it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What to try next; null when there is nothing left, and only a person or time can help.</returns>
    /// <exception cref="ModuleIdentityException">
    /// A service refused, failed or could not be reached; or the clock is wrong (<see cref="ModuleIdentityErrorCode.ClockWrong"/>).
    /// </exception>
    Task<ModuleIdentity?> ReplaceRefusedAsync(ModuleIdentity refused, CancellationToken cancellationToken);

    /// <summary>Finds out anew where a module is, after long trouble with where it was.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<ModuleIdentity> LocateAsync(string moduleId, CancellationToken cancellationToken);

    /// <summary>Registers the device again although nothing was refused, and gets the module from the hub that it has then.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<ModuleIdentity> ReprovisionAsync(string moduleId, CancellationToken cancellationToken);

    /// <summary>The same for a connected module, which goes over to what it gets, and for a request that is to be served once, also after a restart.</summary>
    /// <param name="moduleId">The module id.</param>
    /// <param name="request">The request, as it stands in the module's twin; null for somebody who asks now.</param>
    /// <param name="adopt">Called with the module: returns when its hub has accepted it. When it fails the request counts as not served.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The module; null when the request was served before.</returns>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<ModuleIdentity?> ReprovisionAsync(
        string moduleId, string? request, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken);

    /// <summary>Replaces both secrets of a module, one while the other works.</summary>
    /// <param name="current">The identity as this source gave it.</param>
    /// <param name="adopt">
    /// Called twice, each time with the identity to use from then on: returns when the hub has accepted it. When it fails the rotation stops, with
    /// at least one working secret known to this device.
    /// </param>
    /// <param name="cancellationToken">Ends the rotation at a point where at least one secret works.</param>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<ModuleIdentity> RotateAsync(ModuleIdentity current, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken);

    /// <summary>Every module of the device, as the hub has it now.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<IReadOnlyList<RegisteredModule>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The module as the hub has it now; null when it is not there.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<RegisteredModule?> FindAsync(string moduleId, CancellationToken cancellationToken);

    /// <summary>Deletes the module from the hub and from what this device remembers; false when the hub does not have it.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    Task<bool> DeleteAsync(string moduleId, CancellationToken cancellationToken);

    /// <summary>Makes this process the only one of the device to connect as the module, as far as a cache directory is shared.</summary>
    /// <returns>What gives the module up when disposed; null when nothing is shared.</returns>
    /// <exception cref="ModuleIdentityException">Another process has it.</exception>
    IDisposable? Claim(string moduleId);
}
