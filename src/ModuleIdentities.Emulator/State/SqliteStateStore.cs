using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ModuleIdentities.Emulator.State;

/// <summary>
/// State in a SQLite file. Commits that arrive while the disk is busy go into one transaction together, so that many writers pay for one
/// synchronisation of the disk.
/// </summary>
internal sealed class SqliteStateStore : IStateStore
{
    private const int LargestBatch = 512;

    private readonly StateFile _file;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Channel<PendingCommit> _pending = Channel.CreateUnbounded<PendingCommit>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly Task _writing;
    private Task? _closing;
    private volatile bool _abandoned;

    private SqliteStateStore(StateFile file, SqliteWriter writer, SqliteReaders readers)
    {
        _file = file;
        _writer = writer;
        _readers = readers;
        _writing = Task.Run(WriteAsync);
    }

    public bool IsDurable => true;

    /// <summary>Opens the file, creating it when it is missing.</summary>
    /// <exception cref="IOException">The file is in use by another emulator, or was written by a later version.</exception>
    public static SqliteStateStore Open(string path)
    {
        StateFile file = StateFile.Claim(path);
        try
        {
            SqliteWriter writer = SqliteWriter.Open(file);
            return new SqliteStateStore(file, writer, new SqliteReaders(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public StoredDocument? Find(string table, string key) => _readers.Find(table, key);

    public string? FindLastKey(string table) => _readers.FindLastKey(table);

    public long Count(string table) => _readers.Count(table);

    public IReadOnlyList<StoredDocument> List(string table, string keyPrefix = "", string? after = null, int limit = int.MaxValue) =>
        _readers.List(table, keyPrefix, after, limit);

    public bool Commit(IReadOnlyList<DocumentChange> changes) => _writer.Write([changes])[0];

    public async ValueTask<bool> CommitAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PendingCommit commit = new(changes);
        ObjectDisposedException.ThrowIf(!_pending.Writer.TryWrite(commit), this);

        // No cancellation from here on: the write may already be on its way to the disk.
        return await commit.Done.Task.ConfigureAwait(false);
    }

    public ValueTask AbandonAsync()
    {
        _abandoned = true;
        return DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_closing ??= CloseAsync());
        }
    }

    private async Task CloseAsync()
    {
        _pending.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        _readers.Dispose();
        _writer.Dispose();
        _file.Dispose();
    }

    private async Task WriteAsync()
    {
        List<PendingCommit> batch = new(LargestBatch);
        while (await _pending.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _pending.Reader.TryRead(out PendingCommit? commit))
            {
                batch.Add(commit);
            }

            WriteBatch(batch);
        }
    }

    private void WriteBatch(List<PendingCommit> batch)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_abandoned, this);
            IReadOnlyList<bool> applied = _writer.Write([.. batch.Select(commit => commit.Changes)]);
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Done.TrySetResult(applied[i]);
            }
        }
        catch (Exception exception) when (exception is SqliteException or ObjectDisposedException)
        {
            foreach (PendingCommit commit in batch)
            {
                commit.Done.TrySetException(new IOException("The emulator's state could not be written.", exception));
            }
        }
    }

    private sealed class PendingCommit(IReadOnlyList<DocumentChange> changes)
    {
        public IReadOnlyList<DocumentChange> Changes { get; } = changes;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
