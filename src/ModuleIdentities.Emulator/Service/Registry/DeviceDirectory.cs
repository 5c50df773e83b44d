using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>The devices and modules in the state. A module's key starts with its device's id, so that one range holds the modules of a device.</summary>
internal sealed class DeviceDirectory(IStateStore store)
{
    /// <summary>One document for each device and module whose twin was written.</summary>
    public const string Twins = "twins";

    /// <summary>One document for each device and module with a persistent MQTT session.</summary>
    public const string Sessions = "sessions";

    /// <summary>One document for each cloud-to-device message, its key beginning with the device's.</summary>
    public const string CloudMessages = "cloudMessages";

    private readonly StateTable<DeviceRecord> _devices = new(store, "devices", StateJsonContext.Default.DeviceRecord);
    private readonly StateTable<ModuleRecord> _modules = new(store, "modules", StateJsonContext.Default.ModuleRecord);

    /// <summary>Raised after a commit, on the committer's thread.</summary>
    public event Action? Changed;

    /// <summary>How many devices and modules there are.</summary>
    public long Count() => store.Count("devices") + store.Count("modules");

    public Versioned<DeviceRecord>? FindDevice(string deviceId) => _devices.Find(deviceId);

    public IEnumerable<Versioned<DeviceRecord>> ListDevices(string? after, int limit) => _devices.List("", after, limit);

    public Versioned<ModuleRecord>? FindModule(string deviceId, string moduleId) => _modules.Find(Key(deviceId, moduleId));

    /// <summary>The generation of a device or module; null when it is not there.</summary>
    public string? GenerationOf(PrincipalId principal) => principal.ModuleId is null
        ? FindDevice(principal.DeviceId)?.Value.GenerationId
        : FindModule(principal.DeviceId, principal.ModuleId)?.Value.GenerationId;

    public IEnumerable<Versioned<ModuleRecord>> ListModules(string deviceId) => _modules.List($"{deviceId}/");

    public IEnumerable<Versioned<ModuleRecord>> ListModules(string? after, int limit) => _modules.List("", after, limit);

    public DocumentChange Put(DeviceRecord device, long expectedVersion) => _devices.Put(device.DeviceId, device, expectedVersion);

    public DocumentChange Put(ModuleRecord module, long expectedVersion) => _modules.Put(Key(module.DeviceId, module.ModuleId), module, expectedVersion);

    public DocumentChange Remove(Versioned<DeviceRecord> device) => _devices.Remove(device.Key, device.Version);

    public DocumentChange Remove(Versioned<ModuleRecord> module) => _modules.Remove(module.Key, module.Version);

    /// <summary>The changes that remove what a device or module owns, for the commit that removes the identity.</summary>
    public IEnumerable<DocumentChange> RemoveBelongings(PrincipalId principal)
    {
        string key = principal.ToString();
        IEnumerable<DocumentChange> messages = principal.ModuleId is not null
            ? []
            : store.List(CloudMessages, $"{key}/").Select(message => new DocumentChange(CloudMessages, message.Key, null, DocumentChange.Any));
        return messages
            .Append(new DocumentChange(Twins, key, null, DocumentChange.Any))
            .Append(new DocumentChange(Sessions, key, null, DocumentChange.Any));
    }

    /// <summary>Commits the changes; false when one of the records has changed since it was read.</summary>
    public async ValueTask<bool> CommitAsync(CancellationToken cancellationToken, params IReadOnlyList<DocumentChange> changes)
    {
        bool isCommitted = await store.CommitAsync(changes, cancellationToken).ConfigureAwait(false);
        if (isCommitted)
        {
            Changed?.Invoke();
        }

        return isCommitted;
    }

    // An id never contains a slash.
    private static string Key(string deviceId, string moduleId) => $"{deviceId}/{moduleId}";
}
