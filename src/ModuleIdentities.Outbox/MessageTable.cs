using Microsoft.Data.Sqlite;

namespace ModuleIdentities;

/// <summary>The one table of an outbox, with its statements prepared once.</summary>
internal sealed class MessageTable : IDisposable
{
    /// <summary>Pages of 4 KB that are given back to the disk when the outbox has run empty; fewer are used again.</summary>
    private const long FreePagesWorthReturning = 1024;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _select;
    private readonly SqliteCommand _free;
    private readonly SqliteCommand _shrink;
    private long _count;

    public MessageTable(SqliteConnection connection)
    {
        _connection = connection;
        _insert = Prepare(
            "INSERT OR REPLACE INTO messages (number, accepted, properties, body) VALUES ($number, $accepted, $properties, $body)",
            ("$number", SqliteType.Integer),
            ("$accepted", SqliteType.Integer),
            ("$properties", SqliteType.Text),
            ("$body", SqliteType.Blob));
        _delete = Prepare("DELETE FROM messages WHERE number = $number", ("$number", SqliteType.Integer));
        _select = Prepare(
            "SELECT number, accepted, properties, body FROM messages WHERE number > $after ORDER BY number LIMIT $most",
            ("$after", SqliteType.Integer),
            ("$most", SqliteType.Integer));
        _free = Prepare("PRAGMA freelist_count");
        _shrink = Prepare("PRAGMA incremental_vacuum");
    }

    /// <summary>What is there.</summary>
    public StoreContent Summarise()
    {
        using SqliteCommand command = Prepare("SELECT COUNT(*), COALESCE(SUM(LENGTH(body)), 0), COALESCE(MAX(number), 0) FROM messages");
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        _count = row.GetInt64(0);
        return new StoreContent(_count, row.GetInt64(1), row.GetInt64(2));
    }

    /// <summary>Adds and removes in one transaction.</summary>
    public void Write(IReadOnlyList<StoredMessage> added, IReadOnlyList<long> removed)
    {
        long change = added.Count;
        using (SqliteTransaction transaction = _connection.BeginTransaction())
        {
            _delete.Transaction = transaction;
            foreach (long number in removed)
            {
                _delete.Parameters[0].Value = number;
                change -= _delete.ExecuteNonQuery();
            }

            _insert.Transaction = transaction;
            foreach (StoredMessage message in added)
            {
                _insert.Parameters[0].Value = message.Number;
                _insert.Parameters[1].Value = message.Accepted.ToUnixTimeMilliseconds();
                _insert.Parameters[2].Value = message.Bag;
                _insert.Parameters[3].Value = message.Body.ToArray();
                _insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        _count += change;
        if (_count <= 0 && removed.Count > 0 && (long)_free.ExecuteScalar()! > FreePagesWorthReturning)
        {
            using SqliteDataReader steps = _shrink.ExecuteReader();
            while (steps.Read())
            {
            }
        }
    }

    /// <summary>Reads on.</summary>
    public IReadOnlyList<StoredMessage> Read(long after, int most)
    {
        List<StoredMessage> messages = new(most);
        _select.Parameters[0].Value = after;
        _select.Parameters[1].Value = most;
        using SqliteDataReader row = _select.ExecuteReader();
        while (row.Read())
        {
            messages.Add(new StoredMessage(
                row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), row.GetFieldValue<byte[]>(3)));
        }

        return messages;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _delete.Dispose();
        _select.Dispose();
        _free.Dispose();
        _shrink.Dispose();
    }

    private SqliteCommand Prepare(string text, params (string Name, SqliteType Type)[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, SqliteType type) in parameters)
        {
            command.Parameters.Add(name, type);
        }

        command.Prepare();
        return command;
    }
}
