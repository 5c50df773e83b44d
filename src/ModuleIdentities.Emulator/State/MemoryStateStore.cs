namespace ModuleIdentities.Emulator.State;

/// <summary>State that ends with the process.</summary>
internal sealed class MemoryStateStore : IStateStore
{
    private static readonly Comparer<StoredDocument> ByKey = Comparer<StoredDocument>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedSet<StoredDocument>> _tables = new(StringComparer.Ordinal);
    private long _lastVersion;
    private bool _closed;

    public bool IsDurable => false;

    public StoredDocument? Find(string table, string key)
    {
        lock (_gate)
        {
            return FindNeedsLock(table, key);
        }
    }

    public string? FindLastKey(string table)
    {
        lock (_gate)
        {
            return _tables.TryGetValue(table, out SortedSet<StoredDocument>? documents) ? documents.Max?.Key : null;
        }
    }

    public long Count(string table)
    {
        lock (_gate)
        {
            return _tables.TryGetValue(table, out SortedSet<StoredDocument>? documents) ? documents.Count : 0;
        }
    }

    public IReadOnlyList<StoredDocument> List(string table, string keyPrefix = "", string? after = null, int limit = int.MaxValue)
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(table, out SortedSet<StoredDocument>? documents) || documents.Count == 0)
            {
                return [];
            }

            string start = string.CompareOrdinal(after, keyPrefix) > 0 ? after! : keyPrefix;
            string end = KeyRange.End(keyPrefix) ?? documents.Max!.Key;
            if (string.CompareOrdinal(start, end) > 0)
            {
                return [];
            }

            return [.. documents.GetViewBetween(Probe(start), Probe(end))
                .Where(document => document.Key.StartsWith(keyPrefix, StringComparison.Ordinal) && document.Key != after)
                .Take(limit)];
        }
    }

    public bool Commit(IReadOnlyList<DocumentChange> changes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach (DocumentChange change in changes)
            {
                if (!change.Fits(FindNeedsLock(change.Table, change.Key)?.Version ?? DocumentChange.Absent))
                {
                    return false;
                }
            }

            _lastVersion++;
            foreach (DocumentChange change in changes)
            {
                ApplyNeedsLock(change);
            }

            return true;
        }
    }

    public ValueTask<bool> CommitAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Commit(changes));
    }

    public ValueTask AbandonAsync() => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
        }

        return ValueTask.CompletedTask;
    }

    private static StoredDocument Probe(string key) => new(key, DocumentChange.Absent, default);

    private StoredDocument? FindNeedsLock(string table, string key) =>
        _tables.TryGetValue(table, out SortedSet<StoredDocument>? documents) && documents.TryGetValue(Probe(key), out StoredDocument? document)
            ? document
            : null;

    private void ApplyNeedsLock(DocumentChange change)
    {
        if (!_tables.TryGetValue(change.Table, out SortedSet<StoredDocument>? documents))
        {
            _tables[change.Table] = documents = new SortedSet<StoredDocument>(ByKey);
        }

        documents.Remove(Probe(change.Key));
        if (change.Content is { } content)
        {
            documents.Add(new StoredDocument(change.Key, _lastVersion, content));
        }
    }
}
