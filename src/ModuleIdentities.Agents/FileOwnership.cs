using System.Runtime.InteropServices;

namespace ModuleIdentities.Agents;

/// <summary>Gives files to users; .NET has no call for it.</summary>
internal static partial class FileOwnership
{
    /// <summary>Gives a file to a user and a group; only root can give one away.</summary>
    /// <exception cref="UnauthorizedAccessException">This process may not.</exception>
    public static void Change(string path, uint user, uint group)
    {
        if (ChangeOwner(path, user, group) != 0)
        {
            throw new UnauthorizedAccessException($"{path} cannot be given to {user}:{group} (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
