namespace ModuleIdentities.Emulator.State;

/// <summary>The part of the state that belongs to one hub: its tables have the hub's name in front.</summary>
internal sealed class HubStateStore(IStateStore store, string hostName) : IStateStore
{
    public bool IsDurable => store.IsDurable;

    public StoredDocument? Find(string table, string key) => store.Find(Own(table), key);

    public string? FindLastKey(string table) => store.FindLastKey(Own(table));

    public long Count(string table) => store.Count(Own(table));

    public IReadOnlyList<StoredDocument> List(string table, string keyPrefix = "", string? after = null, int limit = int.MaxValue) =>
        store.List(Own(table), keyPrefix, after, limit);

    public bool Commit(IReadOnlyList<DocumentChange> changes) => store.Commit(Own(changes));

    public ValueTask<bool> CommitAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken) =>
        store.CommitAsync(Own(changes), cancellationToken);

    // The whole state is another's to end.
    public ValueTask AbandonAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Own(string table) => $"{hostName}/{table}";

    private IReadOnlyList<DocumentChange> Own(IReadOnlyList<DocumentChange> changes) => [.. changes.Select(change => change with { Table = Own(change.Table) })];
}
