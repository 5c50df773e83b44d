using System.Net;
using System.Net.Sockets;

namespace ModuleIdentities;

/// <summary>Ports for a server that has to come back at the same ones, or to be told them; any other takes 0.</summary>
internal static class FreePorts
{
    /// <summary>Different ports of the loopback interface that nobody listens at.</summary>
    public static int[] Take(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }
}
