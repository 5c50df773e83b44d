using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>Modules of the hub's devices (protocol 5.1), with the rules of writing that <see cref="DeviceRegistry"/> has.</summary>
internal sealed class ModuleRegistry(DeviceDirectory directory, IdentityStamps stamps, IdentityQuota quota)
{
    /// <summary>The most modules that a device can have (protocol 6.2).</summary>
    public const int MostModules = 50;

    /// <summary>Raised after a change was written, on the caller's thread.</summary>
    public event Action<PrincipalId, IdentityChange>? Changed;

    public ModuleRecord GetModule(string deviceId, string moduleId) => Require(deviceId, moduleId).Value;

    public IReadOnlyList<ModuleRecord> ListModules(string deviceId) => [.. directory.ListModules(deviceId).Select(module => module.Value)];

    public async ValueTask<ModuleRecord> CreateModuleAsync(
        string deviceId,
        string moduleId,
        IdentitySpecification wanted,
        CancellationToken cancellationToken)
    {
        RequireUserModule(moduleId);
        AuthenticationRecord authentication = DeviceRegistry.Complete(wanted);
        while (true)
        {
            Versioned<DeviceRecord> device = directory.FindDevice(deviceId)
                ?? throw new HubRefusedException(HubErrorCode.DeviceNotFound, $"Device {deviceId} not registered.");
            if (directory.FindModule(deviceId, moduleId) is not null)
            {
                throw new HubRefusedException(
                    HubErrorCode.ModuleAlreadyExistsOnDevice,
                    $"Device {deviceId} already contains Module {moduleId}.");
            }

            if (device.Value.ModuleCount >= MostModules)
            {
                throw new HubRefusedException(HubErrorCode.TooManyModulesOnDevice, $"Device {deviceId} has {MostModules} modules already.");
            }

            ModuleRecord module = new(deviceId, moduleId, stamps.NextGenerationId(), stamps.NextETag(), wanted.ManagedBy, authentication);
            DocumentChange counted = directory.Put(device.Value with { ModuleCount = device.Value.ModuleCount + 1 }, device.Version);
            quota.Take(1);
            bool isMade = false;
            try
            {
                isMade = await directory.CommitAsync(cancellationToken, counted, directory.Put(module, DocumentChange.Absent)).ConfigureAwait(false);
            }
            finally
            {
                quota.GiveBack(isMade ? 0 : 1);
            }

            if (isMade)
            {
                return module;
            }
        }
    }

    /// <param name="deviceId">The device.</param>
    /// <param name="moduleId">The module.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="ifMatch">The tag of what it is now.</param>
    /// <param name="maySetSystemModule">Whether it may be one of the system: an IoT Edge device gives those their keys.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ModuleRecord> UpdateModuleAsync(
        string deviceId,
        string moduleId,
        IdentitySpecification wanted,
        EntityTag ifMatch,
        bool maySetSystemModule,
        CancellationToken cancellationToken)
    {
        if (!maySetSystemModule || !SystemModules.Ids.Contains(moduleId))
        {
            RequireUserModule(moduleId);
        }

        AuthenticationRecord authentication = DeviceRegistry.Complete(wanted);
        while (true)
        {
            Versioned<ModuleRecord> found = Require(deviceId, moduleId);
            DeviceRegistry.RequireMatch(ifMatch, found.Value.ETag);
            ModuleRecord updated = found.Value with
            {
                ETag = stamps.NextETag(),
                ManagedBy = wanted.ManagedBy,
                Authentication = authentication,
            };
            if (await directory.CommitAsync(cancellationToken, directory.Put(updated, found.Version)).ConfigureAwait(false))
            {
                return updated;
            }
        }
    }

    public async ValueTask DeleteModuleAsync(string deviceId, string moduleId, EntityTag? ifMatch, CancellationToken cancellationToken)
    {
        RequireUserModule(moduleId);
        EntityTag match = DeviceRegistry.RequireTag(ifMatch);
        while (true)
        {
            Versioned<ModuleRecord> found = Require(deviceId, moduleId);
            DeviceRegistry.RequireMatch(match, found.Value.ETag);
            if (directory.FindDevice(deviceId) is not { } device)
            {
                continue;
            }

            DocumentChange counted = directory.Put(device.Value with { ModuleCount = device.Value.ModuleCount - 1 }, device.Version);
            PrincipalId principal = new(deviceId, moduleId);
            if (await directory.CommitAsync(cancellationToken, [counted, directory.Remove(found), .. directory.RemoveBelongings(principal)]).ConfigureAwait(false))
            {
                quota.GiveBack(1);
                Changed?.Invoke(principal, IdentityChange.Deleted);
                return;
            }
        }
    }

    private static void RequireUserModule(string moduleId)
    {
        IdentityName.Require(moduleId, "module id");
        if (SystemModules.Ids.Contains(moduleId))
        {
            throw new HubRefusedException(HubErrorCode.SystemModuleModifyUnauthorizedAccess, $"Module {moduleId} belongs to the system.");
        }

        if (moduleId.StartsWith('$'))
        {
            throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "A module id that starts with '$' is reserved for the system.");
        }
    }

    private Versioned<ModuleRecord> Require(string deviceId, string moduleId) => directory.FindModule(deviceId, moduleId)
        ?? throw new HubRefusedException(HubErrorCode.ModuleNotFound, $"Module {moduleId} on device {deviceId} not registered.");
}
