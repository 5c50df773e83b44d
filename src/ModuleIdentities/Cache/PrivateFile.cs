using System.Security.Cryptography;

namespace ModuleIdentities;

/// <summary>Files that only this user can read: private from the moment they exist, replaced whole, never trusted when others could have written them.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    /// <summary>What a secret's file gives to nobody but its owner.</summary>
    public const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Makes a folder, and those above it that do not exist, with mode 0700.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnlyFolder);
        }
    }

    /// <summary>Replaces a file's content, and makes its folder where there is none.</summary>
    public static Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        return ReplaceAsync(path, content, protect: null, cancellationToken);
    }

    /// <summary>Replaces a file's content: temporary file with mode 0600 at creation, fsync, rename. Whatever fails, the file is as it was, and no other is left.</summary>
    /// <param name="path">The file, in a folder that is there.</param>
    /// <param name="content">All of the new content.</param>
    /// <param name="protect">Gives the new file, by its temporary name, another owner and mode; null for 0600 of this user.</param>
    /// <param name="cancellationToken">Ends it before the file is replaced.</param>
    public static async Task ReplaceAsync(string path, byte[] content, Action<string>? protect, CancellationToken cancellationToken)
    {
        string temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}.tmp";
        try
        {
            FileStream file = new(temporary, CreateOptions(FileMode.CreateNew, FileShare.None));
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                protect?.Invoke(temporary);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
            RemoveLeftovers(path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a file; null when it is not there.</summary>
    /// <exception cref="UntrustedFileException">Somebody else owns, can read or can replace the file.</exception>
    public static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (WhyUntrusted(path) is { } reason)
        {
            throw new UntrustedFileException(reason);
        }

        return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes an empty file with mode 0600 unless there is one; one that is there is given that mode.</summary>
    public static void CreateIfMissing(string path)
    {
        using (new FileStream(path, CreateOptions(FileMode.OpenOrCreate, FileShare.ReadWrite)))
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnlyFile);
        }
    }

    /// <summary>Opens a file that no other process can have open at the same time; null when one has.</summary>
    public static FileStream? TryLock(string path)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, CreateOptions(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Removes what processes have left that were killed while they wrote this file; a younger one may belong to one that writes now.</summary>
    private static void RemoveLeftovers(string path)
    {
        DateTime old = (TimeProvider.System.GetUtcNow() - LeftoverAge).UtcDateTime;
        foreach (string leftover in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.tmp"))
        {
            if (File.GetLastWriteTimeUtc(leftover) < old)
            {
                File.Delete(leftover);
            }
        }
    }

    private static FileStreamOptions CreateOptions(FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        return options;
    }

    /// <summary>Why a file is not trusted: somebody else owns, can read or can replace it; null when it is.</summary>
    public static string? WhyUntrusted(string path) =>
        WhyUntrusted(path, Others) ?? WhyUntrusted(Path.GetDirectoryName(path)!, UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);

    private static string? WhyUntrusted(string path, UnixFileMode forbidden)
    {
        // On Windows the user's profile is private by its access list.
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & forbidden) != 0)
        {
            return $"{path} has mode {Convert.ToString((int)mode, 8)}, which lets others at it: chmod {(Directory.Exists(path) ? "700" : "600")} it, or delete it";
        }

        return OperatingSystem.IsLinux() && !FileOwner.IsCurrentUser(path) ? $"{path} belongs to another user: chown it, or delete it" : null;
    }
}

/// <summary>A file that others could have read or written.</summary>
internal sealed class UntrustedFileException(string message) : Exception(message);
