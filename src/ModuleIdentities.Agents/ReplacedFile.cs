using System.Security.Cryptography;

namespace ModuleIdentities.Agents;

/// <summary>Replaces files whole: temporary file with its mode from the start, owner, fsync, rename, fsync of the folder.</summary>
internal static class ReplacedFile
{
    private const UnixFileMode Folder = AgentFile.EverybodyReads | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="AgentException">It could not be written.</exception>
    public static async Task WriteAsync(string path, byte[] content, UnixFileMode mode, uint user, uint group, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(path)!;
        string temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}.tmp";
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder, Folder);
            }

            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                // Nobody else's until it has its owner.
                options.UnixCreateMode = AgentFile.OwnerOnly;
            }

            FileStream file = new(temporary, options);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                Protect(temporary, mode, user, group);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FolderSync.Flush(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Forget(temporary);
            throw new AgentException(AgentFault.FileFailed, $"{path} cannot be written ({exception.GetType().Name}). Run as root.", exception);
        }
    }

    /// <summary>Deletes a file for good.</summary>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
        }
    }

    private static void Protect(string path, UnixFileMode mode, uint user, uint group)
    {
        if (OperatingSystem.IsLinux())
        {
            FileOwnership.Change(path, user, group);
            File.SetUnixFileMode(path, mode);
        }
    }

    private static void Forget(string temporary)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }
}
