namespace ModuleIdentities.Emulator.State;

/// <summary>
/// Documents by table and key. Reads never block on a disk write; a commit is all or nothing and, when it completes, survives the end of
/// the process as far as the implementation promises to (see <see cref="IsDurable"/>).
/// </summary>
internal interface IStateStore : IAsyncDisposable
{
    /// <summary>Whether what is committed outlives the process.</summary>
    bool IsDurable { get; }

    /// <summary>The document at <paramref name="key"/>, or null.</summary>
    StoredDocument? Find(string table, string key);

    /// <summary>The last key of a table in ordinal order, or null when it is empty.</summary>
    string? FindLastKey(string table);

    /// <summary>How many documents a table has.</summary>
    long Count(string table);

    /// <summary>
    /// Up to <paramref name="limit"/> documents whose key starts with <paramref name="keyPrefix"/> and comes after <paramref name="after"/>,
    /// in ordinal order of the keys.
    /// </summary>
    IReadOnlyList<StoredDocument> List(string table, string keyPrefix = "", string? after = null, int limit = int.MaxValue);

    /// <summary>Applies every change, or none when one of the expected versions does not hold. Blocks for the disk.</summary>
    /// <returns>Whether the changes were applied.</returns>
    bool Commit(IReadOnlyList<DocumentChange> changes);

    /// <summary>As <see cref="Commit"/>, sharing one disk write with the commits of others.</summary>
    ValueTask<bool> CommitAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken);

    /// <summary>Ends as a killed process would: commits that were not acknowledged fail, nothing is flushed.</summary>
    ValueTask AbandonAsync();
}
