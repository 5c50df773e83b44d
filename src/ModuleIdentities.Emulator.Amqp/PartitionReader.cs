using Amqp.Listener;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>Sends a partition's messages over one link.</summary>
/// <param name="address">The partition.</param>
/// <param name="epoch">The owner level; null without one.</param>
/// <param name="link">The link.</param>
/// <param name="messages">What to send.</param>
internal sealed class PartitionReader(
    PartitionAddress address, long? epoch, ListenerLink link, Func<CancellationToken, IAsyncEnumerable<ReceivedMessage>> messages) : LinkSender(link)
{
    public PartitionAddress Address => address;

    /// <summary>The owner level; null without one.</summary>
    public long? Epoch => epoch;

    /// <inheritdoc/>
    protected override async Task SendAsync(Action permit, CancellationToken cancellationToken)
    {
        await foreach (ReceivedMessage message in messages(cancellationToken).ConfigureAwait(false))
        {
            await TakeCreditAsync().ConfigureAwait(false);
            permit();
            Link.SendMessage(EventMessage.Of(message));
        }
    }
}
