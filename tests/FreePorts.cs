using System.Net;
using System.Net.Sockets;

namespace ModuleIdentities;

/// <summary>Ports for a server that has to come back at the same ones, or to be told them; any other takes 0.</summary>
internal static class FreePorts
{
    private const int First = 20_000;

    /// <summary>The ports that systems give away themselves, to whoever binds to 0 and to whoever connects, begin behind these.</summary>
    private const int Last = 32_767;

    private static int s_next = Random.Shared.Next(Last - First);

    /// <summary>Different ports of the loopback interface that nobody listens at, and that nobody is given by chance while the server is away.</summary>
    public static int[] Take(int count) => [.. Candidates().Where(IsFree).Take(count)];

    private static IEnumerable<int> Candidates()
    {
        while (true)
        {
            yield return First + (int)((uint)Interlocked.Increment(ref s_next) % (Last - First + 1));
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
