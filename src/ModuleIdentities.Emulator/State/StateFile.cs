using Microsoft.Data.Sqlite;

namespace ModuleIdentities.Emulator.State;

/// <summary>The file of a <see cref="SqliteStateStore"/>, held by one emulator at a time and readable by its owner only.</summary>
internal sealed class StateFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _claim;

    private StateFile(string path, FileStream claim)
    {
        Path = path;
        _claim = claim;
    }

    public string Path { get; }

    /// <summary>Creates the file when needed and keeps other emulators from it until disposed.</summary>
    /// <exception cref="IOException">Another emulator has it.</exception>
    public static StateFile Claim(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        FileStream claim;
        try
        {
            // Not the database itself: SQLite drops its own locks when any other handle of the process to that file is closed.
            claim = OpenPrivately(path + ".lock", FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new IOException($"The state file '{path}' is in use by another emulator.", exception);
        }

        try
        {
            OpenPrivately(path, FileShare.ReadWrite).Dispose();
            return new StateFile(path, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    public SqliteConnection Connect(SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public void Dispose() => _claim.Dispose();

    private static FileStream OpenPrivately(string path, FileShare share)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = OwnerOnly;
        FileStream stream = new(path, options);
        File.SetUnixFileMode(stream.SafeFileHandle, OwnerOnly);
        return stream;
    }
}
