using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amqp;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>What the hubs received as event hubs with partitions, and who reads them.</summary>
internal sealed class EventStreams(IotEmulator emulator, AmqpOptions options)
{
    private readonly ConcurrentDictionary<PartitionAddress, PartitionReaders> _readers = new();

    public TimeProvider Time => emulator.Time;

    public DateTimeOffset StartedAt { get; } = emulator.Time.GetUtcNow();

    public IReadOnlyList<string> PartitionIds { get; } = [.. Enumerable.Range(0, options.Partitions).Select(id => id.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The event hub of a hub: a name without dots, as Azure's are.</summary>
    public static string NameOf(string hubName) => $"iothub-ehub-{hubName.Replace('.', '-')}";

    /// <summary>The hub with this host name, or null.</summary>
    public EmulatedHub? FindHub(string hostName) => emulator.Hubs.FirstOrDefault(hub => string.Equals(hub.HostName, hostName, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="AmqpException">There is no such event hub.</exception>
    public EmulatedHub Require(string name) => emulator.Hubs.FirstOrDefault(hub => string.Equals(NameOf(hub.HostName), name, StringComparison.OrdinalIgnoreCase))
        ?? throw new AmqpException(ErrorCode.NotFound, $"The messaging entity '{name}' could not be found; there is {string.Join(", ", emulator.Hubs.Select(hub => NameOf(hub.HostName)))}.");

    /// <exception cref="AmqpException">The hub has no such consumer group or partition.</exception>
    public void RequireParts(PartitionAddress address)
    {
        if (!options.ConsumerGroups.Append(AmqpOptions.DefaultConsumerGroup).Contains(address.ConsumerGroup, StringComparer.OrdinalIgnoreCase))
        {
            throw new AmqpException(ErrorCode.NotFound, $"The messaging entity '{address}' could not be found: there is no consumer group '{address.ConsumerGroup}'. Name it in {nameof(AmqpOptions)}.{nameof(AmqpOptions.ConsumerGroups)} or with --consumer-group.");
        }

        RequirePartition(address.PartitionId);
    }

    /// <exception cref="AmqpException">There is no such partition.</exception>
    public void RequirePartition(string partitionId)
    {
        if (!PartitionIds.Contains(partitionId, StringComparer.Ordinal))
        {
            throw new AmqpException(ErrorCode.NotFound, $"There is no partition '{partitionId}'; there is {string.Join(", ", PartitionIds)}.");
        }
    }

    /// <summary>The messages that are kept of a partition, oldest first.</summary>
    public IEnumerable<ReceivedMessage> Snapshot(EmulatedHub hub, string partitionId) => emulator.Messages.Snapshot().Where(message => IsIn(message, hub, partitionId));

    /// <summary>The number of the last message that any hub received; 0 before the first.</summary>
    public long LastSequenceNumber() => emulator.Messages.Snapshot() is [.., ReceivedMessage last] ? last.SequenceNumber : 0;

    /// <summary>The messages of a partition from a position on, then each new one.</summary>
    public IAsyncEnumerable<ReceivedMessage> ReadAsync(EmulatedHub hub, string partitionId, StartPosition start, CancellationToken cancellationToken) =>
        emulator.Messages.ReadAsync(start.Filter(hub.HostName), cancellationToken).Where(message => start.Accepts(message) && IsIn(message, hub, partitionId));

    /// <summary>Lets a reader read, as far as the epochs of the others permit it.</summary>
    /// <exception cref="AmqpException">They do not.</exception>
    public void Admit(PartitionReader reader) => _readers.GetOrAdd(reader.Address, static _ => new PartitionReaders()).Admit(reader);

    /// <summary>Makes room for another reader.</summary>
    public void Leave(PartitionReader reader) => _readers[reader.Address].Leave(reader);

    private bool IsIn(ReceivedMessage message, EmulatedHub hub, string partitionId) =>
        string.Equals(message.HubName, hub.HostName, StringComparison.OrdinalIgnoreCase) && PartitionIds[PartitionOf(message.DeviceId)] == partitionId;

    // Any spread will do that is the same in every run.
    private int PartitionOf(string deviceId) =>
        (int)(BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(deviceId))) % (uint)PartitionIds.Count);
}
