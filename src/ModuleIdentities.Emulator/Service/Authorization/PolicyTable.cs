using System.Text.Json.Serialization.Metadata;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>The shared access policies of one service; their names are case-insensitive.</summary>
internal sealed class PolicyTable<TRights>
    where TRights : struct, Enum
{
    /// <summary>The most policies that a hub can have (protocol 6.2).</summary>
    public const int Most = 16;

    private readonly IStateStore _store;
    private readonly StateTable<SharedAccessPolicy<TRights>> _table;

    /// <param name="store">The service's part of the state.</param>
    /// <param name="name">The name of its table.</param>
    /// <param name="type">How a policy is written there.</param>
    /// <param name="defaults">The policies that the service is made with, all with the published development key.</param>
    public PolicyTable(
        IStateStore store, string name, JsonTypeInfo<SharedAccessPolicy<TRights>> type, params IReadOnlyList<(string Name, TRights Rights)> defaults)
    {
        _store = store;
        _table = new StateTable<SharedAccessPolicy<TRights>>(store, name, type);
        if (!_table.List(limit: 1).Any())
        {
            SymmetricKeys keys = new(IotEmulator.DevelopmentKey, IotEmulator.DevelopmentKey);
            store.Commit([.. defaults.Select(policy =>
                _table.Put(Key(policy.Name), new SharedAccessPolicy<TRights>(policy.Name, policy.Rights, keys), DocumentChange.Any))]);
        }
    }

    public SharedAccessPolicy<TRights>? Find(string name) => _table.Find(Key(name))?.Value;

    public IReadOnlyList<SharedAccessPolicy<TRights>> List() => [.. _table.List().Select(policy => policy.Value)];

    /// <summary>Whether a policy made the token and has all of the rights.</summary>
    public bool Permits(SasToken token, TRights rights) => Permits(token, rights, token.IsSignedBy);

    /// <summary>The same for a token that is signed as Event Hubs wants it.</summary>
    public bool PermitsToRead(SasToken token, TRights rights) => Permits(token, rights, token.IsSignedByTextOf);

    /// <summary>Adds the policy, or replaces the one of the same name.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="Most"/> policies already.</exception>
    public void Put(SharedAccessPolicy<TRights> policy)
    {
        if (Find(policy.Name) is null && List().Count >= Most)
        {
            throw new InvalidOperationException($"There are at most {Most} policies.");
        }

        _store.Commit([_table.Put(Key(policy.Name), policy, DocumentChange.Any)]);
    }

    /// <returns>False when there is none.</returns>
    public bool Remove(string name) => _table.Find(Key(name)) is { } found && _store.Commit([_table.Remove(found.Key, found.Version)]);

    private bool Permits(SasToken token, TRights rights, Func<SymmetricKeys, bool> isSigned) => token.KeyName is { } name && Find(name) is { } policy
        && isSigned(policy.Keys) && policy.Rights.HasFlag(rights);

    private static string Key(string name) => name.ToLowerInvariant();
}
