using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ModuleIdentities;

/// <summary>Opens the file of an outbox: makes it when it is empty, and trusts it only when it is whole and of this version.</summary>
internal static class OutboxFile
{
    /// <summary>"MiOb" in ASCII; tells an outbox from every other SQLite file (https://sqlite.org/pragma.html#pragma_application_id).</summary>
    private const long ApplicationId = 0x4D694F62;

    private const long Version = 1;

    /// <summary>Opens it.</summary>
    /// <exception cref="SqliteException">The disk or the file does not allow it.</exception>
    /// <exception cref="MessageStoreException">The file is damaged, no outbox, or of a newer version.</exception>
    public static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();

            // One process only, which also needs no shared memory. Written through at each commit.
            Run(connection, "PRAGMA locking_mode = EXCLUSIVE");
            Check(connection);
            Run(connection, "PRAGMA journal_mode = WAL");
            Run(connection, "PRAGMA synchronous = FULL");
            Run(connection, "PRAGMA journal_size_limit = 4194304");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Check(SqliteConnection connection)
    {
        long tables = Ask(connection, "SELECT COUNT(*) FROM sqlite_master");
        long application = Ask(connection, "PRAGMA application_id");
        if (tables == 0 && application == 0)
        {
            Make(connection);
            return;
        }

        if (application != ApplicationId)
        {
            throw new MessageStoreException("the file is no outbox", isDamaged: true);
        }

        long version = Ask(connection, "PRAGMA user_version");
        if (version != Version)
        {
            throw new MessageStoreException($"the file is of version {version}, and this program reads version {Version}", isDamaged: true);
        }

        using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (check.ExecuteScalar() as string != "ok")
        {
            throw new MessageStoreException("the file is damaged", isDamaged: true);
        }
    }

    private static void Make(SqliteConnection connection)
    {
        Run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        using SqliteTransaction transaction = connection.BeginTransaction();
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"), transaction);
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"), transaction);
        Run(
            connection,
            """
            CREATE TABLE messages (
                number INTEGER PRIMARY KEY,
                accepted INTEGER NOT NULL,
                properties TEXT NOT NULL,
                body BLOB NOT NULL
            ) STRICT
            """,
            transaction);
        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string text, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static long Ask(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
