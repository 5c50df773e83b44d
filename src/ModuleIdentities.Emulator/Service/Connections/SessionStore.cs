using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>The persistent sessions, which outlive connections and, with a state file, the emulator.</summary>
internal sealed class SessionStore(IStateStore store)
{
    private readonly StateTable<SessionRecord> _table = new(store, DeviceDirectory.Sessions, StateJsonContext.Default.SessionRecord);

    /// <summary>The subscriptions of the session; empty when there is none.</summary>
    public Dictionary<string, int> Find(PrincipalId principal, string generationId) =>
        _table.Find(principal.ToString())?.Value is { } session && session.GenerationId == generationId
            ? new Dictionary<string, int>(session.Subscriptions, StringComparer.Ordinal)
            : new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Keeps the subscriptions; a session without any is no session.</summary>
    public async ValueTask SaveAsync(
        PrincipalId principal, string generationId, IReadOnlyDictionary<string, int> subscriptions, CancellationToken cancellationToken)
    {
        string key = principal.ToString();
        DocumentChange change = subscriptions.Count == 0
            ? _table.Remove(key, DocumentChange.Any)
            : _table.Put(key, new SessionRecord(generationId, new Dictionary<string, int>(subscriptions)), DocumentChange.Any);
        await store.CommitAsync([change], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the session, as a connection with a clean one asks for.</summary>
    public async ValueTask RemoveAsync(PrincipalId principal, CancellationToken cancellationToken)
    {
        if (_table.Find(principal.ToString()) is { } present)
        {
            await store.CommitAsync([_table.Remove(present.Key, DocumentChange.Any)], cancellationToken).ConfigureAwait(false);
        }
    }
}
