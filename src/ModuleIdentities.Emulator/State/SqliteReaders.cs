using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ModuleIdentities.Emulator.State;

/// <summary>Connections that read the state file beside the writer, one per reader at a time, kept for the next.</summary>
internal sealed class SqliteReaders(StateFile file) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];
    private bool _disposed;

    public StoredDocument? Find(string table, string key)
    {
        Reader reader = Rent();
        try
        {
            return reader.Find(table, key);
        }
        finally
        {
            Return(reader);
        }
    }

    public string? FindLastKey(string table)
    {
        Reader reader = Rent();
        try
        {
            return reader.FindLastKey(table);
        }
        finally
        {
            Return(reader);
        }
    }

    public long Count(string table)
    {
        Reader reader = Rent();
        try
        {
            return reader.Count(table);
        }
        finally
        {
            Return(reader);
        }
    }

    public IReadOnlyList<StoredDocument> List(string table, string keyPrefix, string? after, int limit)
    {
        Reader reader = Rent();
        try
        {
            return reader.List(table, keyPrefix, after, limit);
        }
        finally
        {
            Return(reader);
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        while (_idle.TryTake(out Reader? reader))
        {
            reader.Dispose();
        }
    }

    private Reader Rent()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        return _idle.TryTake(out Reader? reader) ? reader : new Reader(file.Connect(SqliteOpenMode.ReadOnly));
    }

    private void Return(Reader reader)
    {
        _idle.Add(reader);
        if (Volatile.Read(ref _disposed))
        {
            Dispose();
        }
    }

    private sealed class Reader : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _find;
        private readonly SqliteCommand _list;

        public Reader(SqliteConnection connection)
        {
            _connection = connection;
            _find = connection.CreateCommand();
            _find.CommandText = "SELECT key, version, content FROM documents WHERE tbl = $table AND key = $key";
            _find.Parameters.Add("$table", SqliteType.Text);
            _find.Parameters.Add("$key", SqliteType.Text);

            _list = connection.CreateCommand();
            _list.CommandText = """
                SELECT key, version, content FROM documents
                WHERE tbl = $table AND key >= $start AND ($end IS NULL OR key < $end) AND ($after IS NULL OR key > $after)
                ORDER BY key LIMIT $limit
                """;
            foreach (string name in (string[])["$table", "$start", "$end", "$after"])
            {
                _list.Parameters.Add(name, SqliteType.Text);
            }

            _list.Parameters.Add("$limit", SqliteType.Integer);
        }

        public StoredDocument? Find(string table, string key)
        {
            _find.Parameters["$table"].Value = table;
            _find.Parameters["$key"].Value = key;
            using SqliteDataReader rows = _find.ExecuteReader();
            return rows.Read() ? Document(rows) : null;
        }

        public string? FindLastKey(string table)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT MAX(key) FROM documents WHERE tbl = $table";
            command.Parameters.AddWithValue("$table", table);
            return command.ExecuteScalar() as string;
        }

        public long Count(string table)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM documents WHERE tbl = $table";
            command.Parameters.AddWithValue("$table", table);
            return (long)command.ExecuteScalar()!;
        }

        public List<StoredDocument> List(string table, string keyPrefix, string? after, int limit)
        {
            _list.Parameters["$table"].Value = table;
            _list.Parameters["$start"].Value = keyPrefix;
            _list.Parameters["$end"].Value = (object?)KeyRange.End(keyPrefix) ?? DBNull.Value;
            _list.Parameters["$after"].Value = (object?)after ?? DBNull.Value;
            _list.Parameters["$limit"].Value = limit;
            List<StoredDocument> documents = [];
            using SqliteDataReader rows = _list.ExecuteReader();
            while (rows.Read())
            {
                documents.Add(Document(rows));
            }

            return documents;
        }

        public void Dispose()
        {
            _find.Dispose();
            _list.Dispose();
            _connection.Dispose();
        }

        private static StoredDocument Document(SqliteDataReader rows) =>
            new(rows.GetString(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
    }
}
