using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>The node <c>$management</c>, which tells of an event hub and its partitions.</summary>
internal sealed class ManagementNode(EventStreams streams, ClientConnection client, string address) : RequestNode(client, address)
{
    /// <inheritdoc/>
    protected override Message Answer(ApplicationProperties properties, Message request)
    {
        string operation = Require(properties, "operation");
        string type = Require(properties, "type");
        string name = Require(properties, "name");
        EmulatedHub hub = streams.Require(name);
        Client.Require($"{name}/$management");
        Map answer = (operation, type) switch
        {
            ("READ", "com.microsoft:eventhub") => OfHub(name),
            ("READ", "com.microsoft:partition") => OfPartition(hub, name, Require(properties, "partition")),
            _ => throw new AmqpException(ErrorCode.NotImplemented, $"'{operation}' of '{type}' is not emulated."),
        };
        answer["name"] = name;
        answer["type"] = type;
        return new Message(answer);
    }

    private Map OfHub(string name) => new()
    {
        ["name"] = name,
        ["created_at"] = streams.StartedAt.UtcDateTime,
        ["partition_count"] = streams.PartitionIds.Count,
        ["partition_ids"] = streams.PartitionIds.ToArray(),
        ["georeplication_factor"] = 1,
    };

    private Map OfPartition(EmulatedHub hub, string name, string partitionId)
    {
        streams.RequirePartition(partitionId);
        ReceivedMessage[] kept = [.. streams.Snapshot(hub, partitionId)];
        Map answer = new()
        {
            ["name"] = name,
            ["partition"] = partitionId,
            ["is_partition_empty"] = kept.Length == 0,
        };
        if (kept is [ReceivedMessage first, ..])
        {
            ReceivedMessage last = kept[^1];
            answer["begin_sequence_number"] = first.SequenceNumber;
            answer["last_enqueued_sequence_number"] = last.SequenceNumber;
            answer["last_enqueued_offset"] = EventMessage.OffsetOf(last);
            answer["last_enqueued_time_utc"] = last.EnqueuedTime.UtcDateTime;
        }
        else
        {
            answer["begin_sequence_number"] = 0L;
            answer["last_enqueued_sequence_number"] = -1L;
            answer["last_enqueued_offset"] = "-1";
            answer["last_enqueued_time_utc"] = DateTime.UnixEpoch;
        }

        return answer;
    }
}
