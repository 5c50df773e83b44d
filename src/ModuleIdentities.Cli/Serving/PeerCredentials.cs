using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ModuleIdentities.Cli;

/// <summary>Who is at the other end of a Unix socket, as the kernel says it: nobody can say it of himself.</summary>
/// <param name="ProcessId">The process that connected; only for people, for it may have ended since.</param>
/// <param name="UserId">The number of its effective user.</param>
/// <param name="GroupIds">The numbers of its groups, supplementary ones included.</param>
internal sealed record PeerCredentials(int ProcessId, uint UserId, IReadOnlySet<uint> GroupIds)
{
    // socket(7) and unix(7); the numbers are those of asm-generic/socket.h, which x86 and Arm share.
    private const int SocketLevel = 1;
    private const int PeerCredential = 17;
    private const int PeerGroups = 59;

    /// <summary>Linux's NGROUPS_MAX.</summary>
    private const int MostGroups = 65536;

    /// <exception cref="SocketException">The kernel does not tell.</exception>
    public static PeerCredentials Of(Socket socket)
    {
        // struct ucred: pid, uid, gid.
        Span<byte> credential = stackalloc byte[12];
        socket.GetRawSocketOption(SocketLevel, PeerCredential, credential);
        byte[] groups = new byte[MostGroups * sizeof(uint)];
        int length = socket.GetRawSocketOption(SocketLevel, PeerGroups, groups);
        HashSet<uint> groupIds = [.. MemoryMarshal.Cast<byte, uint>(groups.AsSpan(0, length)).ToArray(), Read(credential[8..])];
        return new PeerCredentials((int)Read(credential), Read(credential[4..]), groupIds);
    }

    private static uint Read(ReadOnlySpan<byte> number) => MemoryMarshal.Read<uint>(number);
}
