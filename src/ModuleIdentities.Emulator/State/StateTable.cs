using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities.Emulator.State;

/// <summary>One table of the store, with its documents as <typeparamref name="T"/>.</summary>
internal sealed class StateTable<T>(IStateStore store, string name, JsonTypeInfo<T> type)
    where T : class
{
    public Versioned<T>? Find(string key) => store.Find(name, key) is { } document ? Read(document) : null;

    public IEnumerable<Versioned<T>> List(string keyPrefix = "", string? after = null, int limit = int.MaxValue) =>
        store.List(name, keyPrefix, after, limit).Select(Read);

    /// <summary>The change that writes <paramref name="value"/>, for a commit of the store.</summary>
    public DocumentChange Put(string key, T value, long expectedVersion) =>
        new(name, key, JsonSerializer.SerializeToUtf8Bytes(value, type), expectedVersion);

    /// <summary>The change that removes the document, for a commit of the store.</summary>
    public DocumentChange Remove(string key, long expectedVersion) => new(name, key, null, expectedVersion);

    private Versioned<T> Read(StoredDocument document) =>
        new(document.Key, JsonSerializer.Deserialize(document.Content.Span, type)!, document.Version);
}
