using Microsoft.Data.Sqlite;

namespace ModuleIdentities;

/// <summary>A store of messages in a SQLite file with a write-ahead log: what a write has returned from survives a power cut.</summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock for the names of files that are set aside.</param>
internal sealed class SqliteMessageStore(string path, TimeProvider time) : IMessageStore
{
    private SqliteConnection? _connection;
    private MessageTable? _table;

    public StoreContent Open() => Run(() =>
    {
        Close();
        PrivateFile.CreateFolder(Path.GetDirectoryName(path)!);
        PrivateFile.CreateIfMissing(path);
        _connection = OutboxFile.Open(path);
        _table = new MessageTable(_connection);
        return _table.Summarise();
    });

    public void Write(IReadOnlyList<StoredMessage> added, IReadOnlyList<long> removed) => Run(() =>
    {
        Table.Write(added, removed);
        return true;
    });

    public IReadOnlyList<StoredMessage> Read(long after, int most) => Run(() => Table.Read(after, most));

    public string SetAside() => Run(() =>
    {
        Close();
        string place = $"{path}.set-aside-{time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}";
        File.Move(path, place);
        if (File.Exists(path + "-wal"))
        {
            // With it, SQLite can still open what is set aside.
            File.Move(path + "-wal", place + "-wal");
        }

        return place;
    });

    public void Dispose()
    {
        try
        {
            Run(() =>
            {
                Close();
                return true;
            });
        }
        catch (MessageStoreException)
        {
            // What was written is written; only the log is merged at the next start.
        }
    }

    private MessageTable Table => _table ?? throw new MessageStoreException("it is not open", isDamaged: false);

    private void Close()
    {
        _table?.Dispose();
        _table = null;
        _connection?.Dispose();
        _connection = null;
    }

    private static T Run<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (SqliteException exception)
        {
            throw StoreFaults.Of(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MessageStoreException($"the file or its directory cannot be used ({exception.GetType().Name})", isDamaged: false, exception);
        }
    }
}
