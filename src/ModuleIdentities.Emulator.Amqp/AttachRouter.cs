using System.Runtime.CompilerServices;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>Connects each link that a client attaches with what it is for.</summary>
internal sealed class AttachRouter(EventStreams streams, ServiceQueues queues, RunningWork work) : ILinkProcessor
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
        if (Request(address, client) is { } node)
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
        else if (!attach.Role && IsAt(address, DeviceBoundNode.Address))
        {
            attachContext.Complete(new DeviceBoundNode(client.RequireService(), client, work, streams.Time), RequestCredit);
        }
        else if (attach.Role && IsAt(address, FeedbackReader.Address))
        {
            EmulatedHub hub = client.RequireService();
            FeedbackReader reader = new(hub, queues.FeedbackOf(hub), attachContext.Link);
            attachContext.Complete(reader, 0);
            Run(reader, () => client.RequireService(hub), static () => { });
        }
        else
        {
            throw new AmqpException(ErrorCode.NotAllowed, attach.Role
                ? $"'{address}' is not emulated: attach to {{event hub}}/ConsumerGroups/{{group}}/Partitions/{{id}}, or to {FeedbackReader.Address}."
                : $"'{address}' takes no messages: a service sends to {DeviceBoundNode.Address}, and devices and modules send to the hub.");
        }
    }

    // The C# service SDK writes the whole: amqps://{host}:5671/messages/deviceBound.
    private static bool IsAt(string? address, string node) =>
        address is not null && string.Equals(TokenPath.Of(address) ?? address.Trim('/'), node[1..], StringComparison.OrdinalIgnoreCase);

    private RequestNode? Request(string? address, ClientConnection client) => address switch
    {
        TokenNode.Address => new TokenNode(streams, client),
        not null when address.EndsWith("$management", StringComparison.Ordinal) => new ManagementNode(streams, client, address),
        _ => null,
    };

    private void Read(AttachContext attachContext, ClientConnection client, PartitionAddress address)
    {
        string path = address.ToString();
        client.Require(path);
        EmulatedHub hub = streams.Require(address.EventHub);
        streams.RequireParts(address);
        StartPosition start = Start((Source)attachContext.Attach.Source);
        PartitionReader reader = new(
            address,
            attachContext.Attach.Properties?[EpochProperty] as long?,
            attachContext.Link,
            cancellationToken => streams.ReadAsync(hub, address.PartitionId, start, cancellationToken));
        streams.Admit(reader);
        attachContext.Complete(reader, 0);
        Run(reader, () => client.Require(path), () => streams.Leave(reader));
    }

    private void Run(LinkSender sender, Action permit, Action leave) => work.Run(async () =>
    {
        try
        {
            await sender.RunAsync(permit).ConfigureAwait(false);
        }
        finally
        {
            leave();
            sender.Dispose();
        }
    });

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
