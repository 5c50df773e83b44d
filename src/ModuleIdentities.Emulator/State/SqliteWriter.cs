using Microsoft.Data.Sqlite;

namespace ModuleIdentities.Emulator.State;

/// <summary>The one connection that writes the state file.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int SchemaVersion = 1;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _version;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _remove;
    private long _lastVersion;

    private SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _version = Prepare("SELECT version FROM documents WHERE tbl = $table AND key = $key");
        _put = Prepare("""
            INSERT INTO documents (tbl, key, version, content) VALUES ($table, $key, $version, $content)
            ON CONFLICT (tbl, key) DO UPDATE SET version = $version, content = $content
            """);
        _put.Parameters.Add("$version", SqliteType.Integer);
        _put.Parameters.Add("$content", SqliteType.Blob);
        _remove = Prepare("DELETE FROM documents WHERE tbl = $table AND key = $key");
        _lastVersion = Scalar("SELECT COALESCE(MAX(version), 0) FROM documents");
    }

    /// <exception cref="IOException">The file was written by a later version of the emulator.</exception>
    public static SqliteWriter Open(StateFile file)
    {
        SqliteConnection connection = file.Connect(SqliteOpenMode.ReadWrite);
        try
        {
            Migrate(connection, file.Path);
            return new SqliteWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes the commits in one transaction; each is applied or not on its own, in order.</summary>
    public IReadOnlyList<bool> Write(IReadOnlyList<IReadOnlyList<DocumentChange>> commits)
    {
        lock (_gate)
        {
            bool[] applied = new bool[commits.Count];
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            _version.Transaction = _put.Transaction = _remove.Transaction = transaction;
            for (int i = 0; i < commits.Count; i++)
            {
                applied[i] = commits[i].All(change => change.Fits(VersionOf(change)));
                if (applied[i])
                {
                    Apply(commits[i], ++_lastVersion);
                }
            }

            transaction.Commit();
            return applied;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _version.Dispose();
            _put.Dispose();
            _remove.Dispose();
            _connection.Dispose();
        }
    }

    private static void Migrate(SqliteConnection connection, string path)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA user_version";
        long version = (long)command.ExecuteScalar()!;
        if (version > SchemaVersion)
        {
            throw new IOException($"The state file '{path}' was written by a later version of the emulator (format {version}, this one knows {SchemaVersion}).");
        }

        command.CommandText = $"""
            CREATE TABLE IF NOT EXISTS documents (
                tbl TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (tbl, key));
            PRAGMA user_version = {SchemaVersion};
            """;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string text)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.Add("$table", SqliteType.Text);
        command.Parameters.Add("$key", SqliteType.Text);
        return command;
    }

    private long Scalar(string text)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        return (long)command.ExecuteScalar()!;
    }

    private long VersionOf(DocumentChange change)
    {
        _version.Parameters["$table"].Value = change.Table;
        _version.Parameters["$key"].Value = change.Key;
        return (long?)_version.ExecuteScalar() ?? DocumentChange.Absent;
    }

    private void Apply(IReadOnlyList<DocumentChange> changes, long version)
    {
        foreach (DocumentChange change in changes)
        {
            SqliteCommand command = change.Content is null ? _remove : _put;
            command.Parameters["$table"].Value = change.Table;
            command.Parameters["$key"].Value = change.Key;
            if (change.Content is { } content)
            {
                command.Parameters["$version"].Value = version;
                command.Parameters["$content"].Value = content.ToArray();
            }

            command.ExecuteNonQuery();
        }
    }
}
