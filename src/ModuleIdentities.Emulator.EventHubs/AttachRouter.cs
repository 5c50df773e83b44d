using System.Runtime.CompilerServices;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace ModuleIdentities.Emulator.EventHubs;

/// <summary>Connects each link that a client attaches with what it is for.</summary>
internal sealed class AttachRouter(EventStreams streams) : ILinkProcessor
{
    private const int RequestCredit = 100;
    private static readonly Symbol EpochProperty = "com.microsoft:epoch";
    private static readonly Symbol SelectorFilter = "apache.org:selector-filter:string";

    private readonly ConditionalWeakTable<Connection, ClientConnection> _clients = [];

    /// <inheritdoc/>
    public void Process(AttachContext attachContext)
    {
        Attach attach = attachContext.Attach;
        ClientConnection client = _clients.GetValue(attachContext.Link.Session.Connection, _ => new ClientConnection(streams.Time));
        string? address = attach.Role ? (attach.Source as Source)?.Address : (attach.Target as Target)?.Address;
        RequestNode? node = address switch
        {
            "$cbs" => new TokenNode(streams, client),
            not null when address.EndsWith("$management", StringComparison.Ordinal) => new ManagementNode(streams, client),
            _ => null,
        };
        if (node is not null)
        {
            if (attach.Role)
            {
                client.AnswerOn(attachContext.Link, attach);
            }

            attachContext.Complete(node, RequestCredit);
        }
        else if (attach.Role && PartitionAddress.TryParse(address, out PartitionAddress? partition))
        {
            Read(attachContext, client, partition.Value);
        }
        else
        {
            throw new AmqpException(ErrorCode.NotAllowed, attach.Role
                ? $"'{address}' is no partition: attach to {{event hub}}/ConsumerGroups/{{group}}/Partitions/{{id}}."
                : "The built-in endpoint of a hub is read only: devices and modules send to the hub.");
        }
    }

    private void Read(AttachContext attachContext, ClientConnection client, PartitionAddress address)
    {
        string path = address.ToString();
        client.Require(path);
        EmulatedHub hub = streams.Require(address.EventHub);
        streams.RequireParts(address);
        StartPosition start = Start((Source)attachContext.Attach.Source);
        PartitionReader reader = new(address, attachContext.Attach.Properties?[EpochProperty] as long?, attachContext.Link);
        streams.Admit(reader);
        attachContext.Complete(reader, 0);
        streams.Run(reader, () => reader.SendAsync(
            cancellationToken => streams.ReadAsync(hub, address.PartitionId, start, cancellationToken), () => client.Require(path), EventMessage.Of));
    }

    private StartPosition Start(Source source)
    {
        object? filter = source.FilterSet?[SelectorFilter];
        if (filter is null)
        {
            return StartPosition.Earliest;
        }

        string? selector = (filter as DescribedValue)?.Value as string ?? filter as string;
        return selector is not null && StartPosition.TryParse(selector, streams.LastSequenceNumber(), out StartPosition? start)
            ? start
            : throw new AmqpException(ErrorCode.InvalidField, $"The filter '{selector}' is not emulated: compare x-opt-offset, x-opt-sequence-number or x-opt-enqueued-time by > or >= with a text.");
    }
}
