using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>
/// Devices of the hub (protocol 5.1): a write without an entity tag creates, one with a tag updates, and both replace the whole identity.
/// </summary>
internal sealed class DeviceRegistry(DeviceDirectory directory, IdentityStamps stamps, IdentityQuota quota, TimeProvider time)
{
    /// <summary>The longest list that one call returns.</summary>
    public const int LargestPage = 1000;

    /// <summary>Raised after a change was written, on the caller's thread.</summary>
    public event Action<PrincipalId, IdentityChange>? Changed;

    public DeviceRecord GetDevice(string deviceId) => Require(deviceId).Value;

    public IReadOnlyList<DeviceRecord> ListDevices(int limit) =>
        [.. directory.ListDevices(null, Math.Min(limit, LargestPage)).Select(device => device.Value)];

    public ValueTask<DeviceRecord> CreateDeviceAsync(string deviceId, IdentitySpecification wanted, CancellationToken cancellationToken) =>
        CreateDeviceAsync(deviceId, wanted, static _ => [], cancellationToken);

    /// <param name="deviceId">The id.</param>
    /// <param name="wanted">What the device is to be.</param>
    /// <param name="belongings">What is written together with the device, such as its twin.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<DeviceRecord> CreateDeviceAsync(
        string deviceId, IdentitySpecification wanted, Func<DeviceRecord, IEnumerable<DocumentChange>> belongings, CancellationToken cancellationToken)
    {
        IdentityName.Require(deviceId, "device id");
        DeviceRecord device = new(
            deviceId,
            stamps.NextGenerationId(),
            stamps.NextETag(),
            wanted.IsEnabled,
            wanted.StatusReason,
            wanted.IsEnabled ? null : time.GetUtcNow(),
            Complete(wanted),
            wanted.IsEdge);
        return await TryPutAsync(device, DocumentChange.Absent, 1, belongings(device), cancellationToken).ConfigureAwait(false)
            ? device
            : throw new HubRefusedException(HubErrorCode.DeviceAlreadyExists, $"A device with ID '{deviceId}' is already registered.");
    }

    public async ValueTask<DeviceRecord> UpdateDeviceAsync(
        string deviceId,
        IdentitySpecification wanted,
        EntityTag ifMatch,
        CancellationToken cancellationToken)
    {
        AuthenticationRecord authentication = Complete(wanted);
        while (true)
        {
            Versioned<DeviceRecord> found = Require(deviceId);
            DeviceRecord current = found.Value;
            RequireMatch(ifMatch, current.ETag);
            DeviceRecord updated = current with
            {
                ETag = stamps.NextETag(),
                IsEnabled = wanted.IsEnabled,
                StatusReason = wanted.StatusReason,
                StatusUpdated = wanted.IsEnabled == current.IsEnabled ? current.StatusUpdated : time.GetUtcNow(),
                Authentication = authentication,
                IsEdge = wanted.IsEdge,
            };
            if (await TryPutAsync(updated, found.Version, 0, [], cancellationToken).ConfigureAwait(false))
            {
                if (!updated.IsEnabled)
                {
                    Changed?.Invoke(new PrincipalId(deviceId), IdentityChange.Disabled);
                }

                return updated;
            }
        }
    }

    /// <summary>Deletes the device with its modules.</summary>
    public async ValueTask DeleteDeviceAsync(string deviceId, EntityTag? ifMatch, CancellationToken cancellationToken)
    {
        EntityTag match = RequireTag(ifMatch);
        while (true)
        {
            Versioned<DeviceRecord> found = Require(deviceId);
            RequireMatch(match, found.Value.ETag);
            List<DocumentChange> changes = [directory.Remove(found), .. directory.RemoveBelongings(new PrincipalId(deviceId))];
            foreach (Versioned<ModuleRecord> module in directory.ListModules(deviceId))
            {
                changes.Add(directory.Remove(module));
                changes.AddRange(directory.RemoveBelongings(new PrincipalId(deviceId, module.Value.ModuleId)));
            }

            if (await directory.CommitAsync(cancellationToken, changes).ConfigureAwait(false))
            {
                quota.GiveBack(1 + found.Value.ModuleCount);
                Changed?.Invoke(new PrincipalId(deviceId), IdentityChange.Deleted);
                return;
            }
        }
    }

    /// <exception cref="HubRefusedException">The tag of a deletion is missing.</exception>
    internal static EntityTag RequireTag(EntityTag? ifMatch) =>
        ifMatch ?? throw new HubRefusedException(HubErrorCode.PreconditionFailed, "Etag missing");

    /// <exception cref="HubRefusedException">The identity has changed since the caller read it.</exception>
    internal static void RequireMatch(EntityTag ifMatch, string etag)
    {
        if (!ifMatch.Matches(etag))
        {
            throw new HubRefusedException(HubErrorCode.PreconditionFailed, "ETag may be invalid");
        }
    }

    internal static AuthenticationRecord Complete(IdentitySpecification wanted) =>
        (wanted.Authentication ?? new AuthenticationSpecification(AuthenticationType.Sas)).Complete();

    /// <summary>Writes a device, and the modules of the system that it lacks.</summary>
    /// <returns>Whether it was still as expected.</returns>
    private async ValueTask<bool> TryPutAsync(
        DeviceRecord device, long expectedVersion, int newDevices, IEnumerable<DocumentChange> belongings, CancellationToken cancellationToken)
    {
        ModuleRecord[] system = !device.IsEdge ? [] :
        [
            .. SystemModules.Ids.Where(id => directory.FindModule(device.DeviceId, id) is null).Select(id => SystemModules.Make(device.DeviceId, id, stamps)),
        ];
        DocumentChange put = directory.Put(device with { ModuleCount = device.ModuleCount + system.Length }, expectedVersion);
        int places = newDevices + system.Length;
        quota.Take(places);
        bool isPut = false;
        try
        {
            IEnumerable<DocumentChange> modules = system.Select(module => directory.Put(module, DocumentChange.Absent));
            isPut = await directory.CommitAsync(cancellationToken, [put, .. modules, .. belongings]).ConfigureAwait(false);
        }
        finally
        {
            quota.GiveBack(isPut ? 0 : places);
        }

        return isPut;
    }

    private Versioned<DeviceRecord> Require(string deviceId) =>
        directory.FindDevice(deviceId) ?? throw new HubRefusedException(HubErrorCode.DeviceNotFound, $"Device {deviceId} not registered.");
}
