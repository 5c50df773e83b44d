namespace ModuleIdentities.Agents;

/// <summary>Files of other programs: replaced whole, with their owner and mode before they have their name.</summary>
internal static class ReplacedFile
{
    private const UnixFileMode Folder = AgentFile.EverybodyReads | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="AgentException">It could not be written; it is as it was.</exception>
    public static async Task WriteAsync(string path, byte[] content, UnixFileMode mode, uint user, uint group, CancellationToken cancellationToken)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!, Folder);
            }

            await PrivateFile.ReplaceAsync(path, content, temporary => Protect(temporary, mode, user, group), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AgentException.OfFile(path, "written", exception);
        }
    }

    /// <summary>Deletes a file for good.</summary>
    /// <exception cref="AgentException">It could not be deleted.</exception>
    public static void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
                FolderSync.Flush(Path.GetDirectoryName(path)!);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AgentException.OfFile(path, "deleted", exception);
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
}
