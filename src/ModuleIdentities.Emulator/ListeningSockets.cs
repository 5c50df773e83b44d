using System.Net;
using System.Net.Sockets;

namespace ModuleIdentities.Emulator;

/// <summary>
/// Sockets bound before the server starts, so that one free port can be had on the addresses of several hubs at once. The server takes them over
/// and closes them.
/// </summary>
internal sealed class ListeningSockets
{
    private const int Tries = 50;

    private readonly Dictionary<EndPoint, Socket> _sockets = [];

    /// <summary>Binds the port on every address.</summary>
    /// <param name="addresses">Where.</param>
    /// <param name="port">The port, or 0 for one that is free on all of them.</param>
    /// <returns>The port.</returns>
    /// <exception cref="IOException">The port is in use.</exception>
    public int Bind(IReadOnlyList<IPAddress> addresses, int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            List<Socket> bound = [];
            try
            {
                int wanted = port;
                foreach (IPAddress address in addresses)
                {
                    Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    bound.Add(socket);
                    socket.Bind(new IPEndPoint(address, wanted));
                    wanted = ((IPEndPoint)socket.LocalEndPoint!).Port;
                }

                foreach (Socket socket in bound)
                {
                    _sockets.Add(socket.LocalEndPoint!, socket);
                }

                return wanted;
            }
            catch (SocketException exception)
            {
                Close(bound);
                if (port != 0 || attempt == Tries)
                {
                    throw new IOException($"Port {port} of {string.Join(", ", addresses)} cannot be had: {exception.Message}", exception);
                }
            }
        }
    }

    /// <summary>The socket that was bound to the end point.</summary>
    public Socket Take(EndPoint endPoint) => _sockets.Remove(endPoint, out Socket? socket)
        ? socket
        : throw new InvalidOperationException($"Nothing was bound to {endPoint}.");

    /// <summary>Closes what the server did not take.</summary>
    public void CloseRest()
    {
        Close(_sockets.Values);
        _sockets.Clear();
    }

    private static void Close(IEnumerable<Socket> sockets)
    {
        foreach (Socket socket in sockets)
        {
            socket.Dispose();
        }
    }
}
