using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ModuleIdentities;

/// <summary>Asks Linux who owns a file; .NET has no call for it.</summary>
[SupportedOSPlatform("linux")]
internal static partial class FileOwner
{
    private const int CurrentFolder = -100;
    private const int DoNotFollowLinks = 0x100;
    private const uint OwnerOnly = 0x8;
    private const uint OwnerAndGroup = 0x18;

    /// <summary>Whether the file, or the link itself, belongs to the user that this process runs as.</summary>
    public static bool IsCurrentUser(string path) =>
        StatX(CurrentFolder, path, DoNotFollowLinks, OwnerOnly, out Status status) == 0 && status.UserId == GetEffectiveUserId();

    /// <summary>The numbers of the user and the group that own the file.</summary>
    /// <exception cref="IOException">The file is not there, or may not be seen.</exception>
    public static (uint User, uint Group) Of(string path) =>
        StatX(CurrentFolder, path, DoNotFollowLinks, OwnerAndGroup, out Status status) == 0
            ? (status.UserId, status.GroupId)
            : throw new IOException($"The owner of {path} cannot be read.");

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    /// <summary>The kernel's <c>struct statx</c>, whose layout is the same on every architecture (statx(2)).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint UserId;

        [FieldOffset(24)]
        public uint GroupId;
    }
}
