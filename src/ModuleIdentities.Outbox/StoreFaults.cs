using Microsoft.Data.Sqlite;

namespace ModuleIdentities;

/// <summary>What SQLite's result codes mean for an outbox: https://sqlite.org/rescode.html.</summary>
internal static class StoreFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static MessageStoreException Of(SqliteException exception)
    {
        string text = exception.SqliteErrorCode switch
        {
            Busy or Locked => "another process has the file open",
            ReadOnly => "the file is read-only",
            IoError => "the disk reports an error",
            Corrupt => "the file is damaged",
            Full => "the disk is full",
            CannotOpen => "the file cannot be opened",
            NotADatabase => "the file is no outbox",
            _ => "the file cannot be used",
        };
        return new MessageStoreException(
            $"{text} (SQLite {exception.SqliteExtendedErrorCode})", exception.SqliteErrorCode is Corrupt or NotADatabase, exception);
    }
}
