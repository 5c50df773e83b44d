using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Listener;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// AMQP 1.0 for the services of an emulator's hubs. Event Hubs clients read what devices and modules sent, each consumer group and partition from where it
/// likes; service clients send cloud-to-device messages and read what became of them. Offsets and sequence numbers are those of <see cref="ReceivedMessage.SequenceNumber"/>, which
/// rise within a partition, and have gaps where a message went to another one.
/// </summary>
public sealed class AmqpEndpoint : IAsyncDisposable
{
    private const string Scheme = "amqps";

    private readonly ContainerHost _host;
    private readonly RunningWork _work = new();
    private readonly ServiceQueues _queues;

    private AmqpEndpoint(IotEmulator emulator, AmqpOptions options)
    {
        HostName = emulator.HostName;
        TlsTransports transports = new(new IPEndPoint(emulator.ListeningAddress, options.Port), emulator.Certificate, _work, emulator.Time);
        Port = transports.Port;
        _queues = new ServiceQueues(_work);
        _host = new ContainerHost([new Address(HostName, Port, user: null, password: null, scheme: Scheme)]);
        _host.CustomTransports[Scheme] = transports;
        foreach (ConnectionListener listener in _host.Listeners)
        {
            listener.HandlerFactory = static _ => new DeliveryTags();
        }

        _host.RegisterLinkProcessor(new AttachRouter(new EventStreams(emulator, options), _queues, _work));
        _host.Open();
    }

    /// <summary>The host name or address.</summary>
    public string HostName { get; }

    /// <summary>The TCP port of AMQP over TLS.</summary>
    public int Port { get; }

    /// <summary>Serves the emulator's hubs, until disposed of: before the emulator is.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static AmqpEndpoint Start(IotEmulator emulator, AmqpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(emulator);
        options ??= new AmqpOptions();
        options.Validate();
        try
        {
            return new AmqpEndpoint(emulator, options);
        }
        catch (SocketException exception)
        {
            throw new IOException(
                $"Port {options.Port.ToString(CultureInfo.InvariantCulture)} of {emulator.ListeningAddress} cannot be had for AMQP: {exception.Message}", exception);
        }
    }

    /// <summary>The connection string of a hub's endpoint for Event Hubs clients, with <c>EntityPath</c>, for a policy with <see cref="HubRights.ServiceConnect"/>.</summary>
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
        _queues.Cancel();
        await _work.CompleteAsync().ConfigureAwait(false);
        _queues.Dispose();
    }
}
