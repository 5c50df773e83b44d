using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace ModuleIdentities.Emulator.EventHubs;

/// <summary>Sends a partition's messages over one link, as fast as the client grants credit.</summary>
internal sealed class PartitionReader(PartitionAddress address, long? epoch, ListenerLink link) : LinkEndpoint, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private int _credit;
    private TaskCompletionSource? _granted;
    private bool _isDisposed;

    public PartitionAddress Address => address;

    /// <summary>The owner level; null without one.</summary>
    public long? Epoch => epoch;

    /// <summary>Sends until the link ends.</summary>
    /// <param name="messages">What to send.</param>
    /// <param name="permit">Throws when the client may not read any longer.</param>
    /// <param name="encode">What it looks like.</param>
    public async Task SendAsync(
        Func<CancellationToken, IAsyncEnumerable<ReceivedMessage>> messages, Action permit, Func<ReceivedMessage, Message> encode)
    {
        try
        {
            await foreach (ReceivedMessage message in messages(_over.Token).ConfigureAwait(false))
            {
                await TakeCreditAsync().ConfigureAwait(false);
                permit();
                link.SendMessage(encode(message));
            }
        }
        catch (OperationCanceledException)
        {
            // The link has ended.
        }
        catch (AmqpException exception)
        {
            End(exception.Error);
        }
    }

    /// <summary>Ends the link, and says why.</summary>
    public void End(Error error)
    {
        Cancel();
        if (!link.IsClosed)
        {
            link.Close(TimeSpan.Zero, error);
        }
    }

    /// <inheritdoc/>
    public override void OnFlow(FlowContext flowContext)
    {
        TaskCompletionSource? granted;
        lock (_gate)
        {
            // The library counts so, too: what is not more is none.
            _credit = flowContext.Messages > 0 ? _credit + flowContext.Messages : 0;
            granted = _granted;
            _granted = null;
            if (link.IsDraining)
            {
                _credit = 0;
            }
        }

        granted?.TrySetResult();
        link.CompleteDrain();
    }

    /// <inheritdoc/>
    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    /// <inheritdoc/>
    public override void OnLinkClosed(ListenerLink link, Error error) => Cancel();

    /// <summary>After the last of <see cref="SendAsync"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _over.Dispose();
        }
    }

    // The link may end when there is nothing left to cancel.
    private void Cancel()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _over.Cancel();
            }
        }
    }

    private async Task TakeCreditAsync()
    {
        while (true)
        {
            Task granted;
            lock (_gate)
            {
                if (_credit > 0)
                {
                    _credit--;
                    return;
                }

                _granted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                granted = _granted.Task;
            }

            await granted.WaitAsync(_over.Token).ConfigureAwait(false);
        }
    }
}
