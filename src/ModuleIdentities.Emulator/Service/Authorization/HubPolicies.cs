using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>The shared access policies of one hub; their names are case-insensitive.</summary>
internal sealed class HubPolicies
{
    /// <summary>The most policies that a hub can have (protocol 6.2).</summary>
    public const int Most = 16;

    private readonly IStateStore _store;
    private readonly StateTable<HubPolicy> _table;

    public HubPolicies(IStateStore store, string developmentKey)
    {
        _store = store;
        _table = new StateTable<HubPolicy>(store, "policies", StateJsonContext.Default.HubPolicy);
        if (!_table.List(limit: 1).Any())
        {
            SymmetricKeys keys = new(developmentKey, developmentKey);
            store.Commit([.. Defaults(keys).Select(policy => _table.Put(Key(policy.Name), policy, DocumentChange.Any))]);
        }
    }

    public HubPolicy? Find(string name) => _table.Find(Key(name))?.Value;

    public IReadOnlyList<HubPolicy> List() => [.. _table.List().Select(policy => policy.Value)];

    /// <summary>Adds the policy, or replaces the one of the same name.</summary>
    /// <exception cref="InvalidOperationException">The hub has <see cref="Most"/> policies already.</exception>
    public void Put(HubPolicy policy)
    {
        if (Find(policy.Name) is null && List().Count >= Most)
        {
            throw new InvalidOperationException($"A hub has at most {Most} policies.");
        }

        _store.Commit([_table.Put(Key(policy.Name), policy, DocumentChange.Any)]);
    }

    /// <returns>False when there is none.</returns>
    public bool Remove(string name) => _table.Find(Key(name)) is { } found && _store.Commit([_table.Remove(found.Key, found.Version)]);

    private static string Key(string name) => name.ToLowerInvariant();

    // What every hub is made with (protocol 1.2).
    private static HubPolicy[] Defaults(SymmetricKeys keys) =>
    [
        new("iothubowner", HubRights.All, keys),
        new("service", HubRights.ServiceConnect, keys),
        new("device", HubRights.DeviceConnect, keys),
        new("registryRead", HubRights.RegistryRead, keys),
        new("registryReadWrite", HubRights.RegistryRead | HubRights.RegistryWrite, keys),
    ];
}
