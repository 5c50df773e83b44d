using System.Runtime.InteropServices;

namespace ModuleIdentities;

/// <summary>Makes a rename in a folder last through a power failure; .NET opens no folder (fsync(2): "an explicit fsync() on a file descriptor for the directory").</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Writes the folder itself to disk, where the operating system needs to be told.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return;
        }

        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{folder} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (Synchronize(descriptor) != 0)
            {
                throw new IOException($"{folder} cannot be written to disk (error {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
