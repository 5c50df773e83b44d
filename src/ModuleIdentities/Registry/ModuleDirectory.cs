using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// The modules of a device, found or made with as few registry operations as can be: what exists is adopted as it is, and nothing is deleted but on demand.
/// </summary>
/// <param name="registry">The registry.</param>
/// <param name="maker">Makes secrets where the device does.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told what was found and made.</param>
internal sealed class ModuleDirectory(ModuleRegistry registry, SecretMaker maker, TimeProvider time, ILogger logger)
{
    /// <summary>How long a new module may take to be seen everywhere in a hub (the docs say "seconds"; live hubs have shown it at once).</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SettlingPoll = TimeSpan.FromSeconds(1);

    /// <summary>How long one list answers for modules that start together; a module that was found in it and changed since is refused, and read again.</summary>
    private static readonly TimeSpan ListLife = TimeSpan.FromMinutes(1);

    private const int MostConflicts = 3;

    private readonly SingleFlight<Dictionary<string, ModuleRecord>> _listing = new();
    private Dictionary<string, ModuleRecord>? _listed;
    private long _listedAt;

    public DeviceAssignment Device => registry.Device;

    /// <summary>Finds the module or, when the hub says that it is not there, creates it.</summary>
    /// <param name="moduleId">The module id.</param>
    /// <param name="known">What this device has of the module; null for nothing.</param>
    /// <param name="isOneOfMany">Whether other modules of the device will be asked for as well, so that one list serves all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached; nothing was created on a doubtful answer.</exception>
    public async Task<ModuleIdentity> GetOrCreateAsync(string moduleId, ModuleSecrets? known, bool isOneOfMany, CancellationToken cancellationToken)
    {
        ModuleRecord? found = isOneOfMany
            ? await FindInListAsync(moduleId, cancellationToken).ConfigureAwait(false)
            : await registry.GetAsync(moduleId, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            ModuleSecrets? made = await maker.MakeFirstAsync(Device.DeviceId, moduleId, cancellationToken).ConfigureAwait(false);
            ModuleRecord? created = await registry
                .CreateAsync(moduleId, made is null ? null : SecretMaker.Describe(made), cancellationToken).ConfigureAwait(false);
            if (created is not null)
            {
                Log.ModuleCreated(logger, moduleId, Device.DeviceId, Device.HubHostName);
                return await IdentifyAsync(created, made, ModuleIdentityOrigin.Created, cancellationToken).ConfigureAwait(false);
            }

            // Another process of this device, or our own request whose answer was lost, was faster: that module is ours too.
            Log.ModuleCreatedElsewhere(logger, moduleId, Device.DeviceId, Device.HubHostName);
            known = made ?? known;
            found = await GetSettledAsync(moduleId, cancellationToken).ConfigureAwait(false);
        }

        Log.ModuleFound(logger, moduleId, Device.DeviceId, Device.HubHostName);
        return await IdentifyAsync(found, known, ModuleIdentityOrigin.Existing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Every module of the device, as the hub has it now.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached.</exception>
    public async Task<IReadOnlyList<RegisteredModule>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ModuleRecord> records = await registry.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => RegisteredModule.Of(record, Device)).OrderBy(module => module.ModuleId, StringComparer.Ordinal)];
    }

    /// <summary>The module as the hub has it now; null when it is not there.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached.</exception>
    public async Task<RegisteredModule?> FindAsync(string moduleId, CancellationToken cancellationToken) =>
        await registry.GetAsync(moduleId, cancellationToken).ConfigureAwait(false) is { } record ? RegisteredModule.Of(record, Device) : null;

    /// <summary>Deletes the module; false when it is not there.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, failed or could not be reached.</exception>
    public Task<bool> DeleteAsync(string moduleId, CancellationToken cancellationToken)
    {
        // It would be found in the list, and not in the hub.
        _listed = null;
        return registry.DeleteAsync(moduleId, cancellationToken);
    }

    /// <summary>The module as it is now.</summary>
    /// <exception cref="ModuleIdentityException">It is not there, or the hub refused, failed or could not be reached.</exception>
    public Task<ModuleRecord> GetAsync(string moduleId, CancellationToken cancellationToken) => GetSettledAsync(moduleId, cancellationToken);

    /// <summary>Teaches the hub secrets of a module, unless somebody has changed it since it was read; null when somebody has.</summary>
    public Task<ModuleRecord?> UpdateAsync(ModuleRecord read, ModuleSecrets secrets, CancellationToken cancellationToken) =>
        registry.UpdateAsync(read, SecretMaker.Describe(secrets), cancellationToken);

    public ModuleIdentityException Failure(ModuleIdentityErrorCode code, string verb, string moduleId, string advice) =>
        registry.Failure(code, verb, moduleId, advice);

    private async Task<ModuleIdentity> IdentifyAsync(
        ModuleRecord record, ModuleSecrets? known, ModuleIdentityOrigin origin, CancellationToken cancellationToken)
    {
        string moduleId = record.ModuleId!;
        for (int attempt = 0; attempt < MostConflicts; attempt++)
        {
            if (await FindUsableAsync(record, known, cancellationToken).ConfigureAwait(false) is { } secrets)
            {
                return new ModuleIdentity(Device.HubHostName, Device.DeviceId, moduleId, record.GenerationId ?? "", secrets, origin)
                {
                    KeysSince = time.GetUtcNow(),
                    ProvisioningPayload = Device.Payload,
                };
            }

            if (maker.Kind == ModuleKeyKind.HubKey)
            {
                throw Failure(
                    ModuleIdentityErrorCode.InvalidAnswer,
                    "read",
                    moduleId,
                    "The hub gave no symmetric key: the module has another kind of authentication, or this hub does not show keys. "
                        + "Set ModuleIdentities:Keys:Kind to DeviceKey, DerivedKey or Certificate, which gives the module a secret of the device's making");
            }

            // Its secret is lost, or of another kind than is wanted: the module stays, and learns another.
            ModuleSecrets made = await maker.MakeAsync(record, cancellationToken).ConfigureAwait(false);
            if (await UpdateAsync(record, made, cancellationToken).ConfigureAwait(false) is { } updated)
            {
                Log.ModuleGotSecret(logger, moduleId, Device.DeviceId, Device.HubHostName);
                (record, known) = (updated, made);
            }
            else
            {
                record = await GetSettledAsync(moduleId, cancellationToken).ConfigureAwait(false);
            }
        }

        throw Failure(ModuleIdentityErrorCode.Conflict, "update", moduleId, "Somebody changes the module at the same time: stop that, then try again");
    }

    private async ValueTask<ModuleSecrets?> FindUsableAsync(ModuleRecord record, ModuleSecrets? known, CancellationToken cancellationToken)
    {
        ModuleSecrets? secrets = await maker.ReadAsync(record, known, cancellationToken).ConfigureAwait(false);

        // A hub that does not show keys has just been told ours: they are right all the same.
        bool isHidden = record.Authentication?.Type is null or AuthenticationType.Sas && string.IsNullOrEmpty(record.Authentication?.SymmetricKey?.PrimaryKey);
        secrets ??= isHidden && known?.Primary is ModuleKey and not DerivedModuleKey { Name.GenerationId: "" } ? known : null;
        return secrets is not null && maker.IsWanted(secrets.Primary) ? secrets : null;
    }

    /// <summary>A module that is known to exist, though a part of the hub may not have heard of it yet.</summary>
    private async Task<ModuleRecord> GetSettledAsync(string moduleId, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            if (await registry.GetAsync(moduleId, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            if (time.GetElapsedTime(start) >= Settling)
            {
                throw Failure(
                    ModuleIdentityErrorCode.Conflict, "read", moduleId, "Somebody deletes the module while it is created: stop that, then try again");
            }

            await Task.Delay(SettlingPoll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The module out of the one list that all modules share; each module may use it once, and what it says is soon out of date.</summary>
    private async Task<ModuleRecord?> FindInListAsync(string moduleId, CancellationToken cancellationToken)
    {
        bool isAsked = false;
        Dictionary<string, ModuleRecord> listed = await _listing.RunAsync(
            async token =>
            {
                if (_listed is { } known && time.GetElapsedTime(_listedAt) < ListLife)
                {
                    return known;
                }

                isAsked = true;
                IReadOnlyList<ModuleRecord> modules = await registry.ListAsync(token).ConfigureAwait(false);
                _listedAt = time.GetTimestamp();
                return _listed = modules.ToDictionary(module => module.ModuleId!, StringComparer.Ordinal);
            },
            cancellationToken).ConfigureAwait(false);
        if (!isAsked)
        {
            ProvisioningMetrics.CountSaved("list");
        }

        return listed.GetValueOrDefault(moduleId);
    }
}
