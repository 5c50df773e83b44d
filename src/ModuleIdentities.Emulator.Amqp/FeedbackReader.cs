using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>Sends a hub's feedback over one link: <c>/messages/serviceBound/feedback</c>. What the client does not accept goes back into the queue.</summary>
internal sealed class FeedbackReader(EmulatedHub hub, FeedbackQueue queue, ListenerLink link) : LinkSender(link)
{
    public const string Address = "/messages/serviceBound/feedback";

    private readonly Lock _gate = new();
    private readonly Dictionary<Message, IReadOnlyList<MessageFeedback>> _held = [];

    /// <inheritdoc/>
    public override void OnDisposition(DispositionContext dispositionContext)
    {
        base.OnDisposition(dispositionContext);
        IReadOnlyList<MessageFeedback>? batch;
        lock (_gate)
        {
            _held.Remove(dispositionContext.Message, out batch);
        }

        if (batch is not null && dispositionContext.DeliveryState is not Accepted)
        {
            queue.Return(batch);
        }
    }

    /// <inheritdoc/>
    protected override async Task SendAsync(Action permit, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // Who wants none is not to keep it from others.
                await WaitForCreditAsync().ConfigureAwait(false);
                IReadOnlyList<MessageFeedback> batch = await queue.TakeAsync(cancellationToken).ConfigureAwait(false);
                if (!TryTakeCredit())
                {
                    queue.Return(batch);
                    continue;
                }

                Message message = FeedbackMessage.Of(batch, hub.HostName);
                lock (_gate)
                {
                    _held[message] = batch;
                }

                permit();
                Link.SendMessage(message);
                if (Link.SettleOnSend)
                {
                    lock (_gate)
                    {
                        _held.Remove(message);
                    }
                }
            }
        }
        finally
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        IReadOnlyList<MessageFeedback>[] held;
        lock (_gate)
        {
            held = [.. _held.Values];
            _held.Clear();
        }

        foreach (IReadOnlyList<MessageFeedback> batch in held.Reverse())
        {
            queue.Return(batch);
        }
    }
}
