using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Listener;

namespace ModuleIdentities.Emulator.EventHubs;

/// <summary>
/// The built-in endpoint of an emulator's hubs: Event Hubs clients read over AMQP 1.0 what devices and modules sent, each consumer group and
/// partition from where it likes. Nothing can be sent to it. Offsets and sequence numbers are those of <see cref="ReceivedMessage.SequenceNumber"/>, which
/// rise within a partition, and have gaps where a message went to another one.
/// </summary>
public sealed class EventHubsEndpoint : IAsyncDisposable
{
    private readonly ContainerHost _host;
    private readonly AttachRouter _router;

    private EventHubsEndpoint(IotEmulator emulator, EventHubsOptions options, IPAddress address, int port)
    {
        Port = port;
        EventStreams streams = new(emulator, options);
        _router = new AttachRouter(streams);
        _host = new ContainerHost([new Address(address.ToString(), port, user: null, password: null, scheme: "amqps")], emulator.Certificate);

        // Who a client is shows with its token, on the $cbs node.
        _host.Listeners[0].SASL.EnableAnonymousMechanism = true;
        _host.RegisterLinkProcessor(_router);
        HostName = emulator.HostName;
        Streams = streams;
    }

    /// <summary>The host name or address.</summary>
    public string HostName { get; }

    /// <summary>The TCP port of AMQP over TLS.</summary>
    public int Port { get; }

    private EventStreams Streams { get; }

    /// <summary>Serves what the emulator's hubs received, until disposed of: before the emulator is.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static EventHubsEndpoint Start(IotEmulator emulator, EventHubsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(emulator);
        options ??= new EventHubsOptions();
        options.Validate();
        IPAddress address = emulator.ListeningAddress;
        EventHubsEndpoint endpoint = new(emulator, options, address, FreePort(address, options.Port));
        try
        {
            endpoint._host.Open();
        }
        catch (SocketException exception)
        {
            throw new IOException($"Port {endpoint.Port.ToString(CultureInfo.InvariantCulture)} of {address} cannot be had: {exception.Message}", exception);
        }

        return endpoint;
    }

    /// <summary>The connection string of a hub's endpoint, with <c>EntityPath</c>, for a policy with <see cref="HubRights.ServiceConnect"/>.</summary>
    /// <param name="hub">One of the emulator's hubs.</param>
    /// <param name="policy">The name of the policy.</param>
    /// <exception cref="KeyNotFoundException">There is no such policy.</exception>
    public string ConnectionString(EmulatedHub hub, string policy = "service")
    {
        ArgumentNullException.ThrowIfNull(hub);
        string port = Port.ToString(CultureInfo.InvariantCulture);
        return $"Endpoint=sb://{HostName}:{port}/;SharedAccessKeyName={policy};SharedAccessKey={hub.Policies.PrimaryKey(policy)};EntityPath={EventStreams.NameOf(hub.HostName)}";
    }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _host.Close();
        await Streams.CompleteAsync().ConfigureAwait(false);
    }

    // AMQPNetLite shares a port with whoever has it, and does not say which free one it took.
    private static int FreePort(IPAddress address, int port)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
        }
        catch (SocketException exception)
        {
            throw new IOException($"Port {port.ToString(CultureInfo.InvariantCulture)} of {address} cannot be had: {exception.Message}", exception);
        }

        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
