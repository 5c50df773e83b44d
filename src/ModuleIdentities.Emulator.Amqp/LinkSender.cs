using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>A link that the emulator sends on: as fast as the client grants credit, until the link ends.</summary>
internal abstract class LinkSender(ListenerLink link) : LinkEndpoint, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private int _credit;
    private TaskCompletionSource? _granted;
    private bool _isDisposed;

    /// <summary>The link.</summary>
    protected ListenerLink Link => link;

    /// <summary>Sends until the link ends.</summary>
    /// <param name="permit">Throws an <see cref="AmqpException"/> when the client may not read any longer.</param>
    public async Task RunAsync(Action permit)
    {
        try
        {
            await SendAsync(permit, _over.Token).ConfigureAwait(false);
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

    /// <summary>After the last of <see cref="RunAsync"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _over.Dispose();
        }
    }

    /// <summary>Sends what there is, and what comes.</summary>
    protected abstract Task SendAsync(Action permit, CancellationToken cancellationToken);

    /// <summary>Completes when the client wants a message more; takes the credit for it.</summary>
    protected async Task TakeCreditAsync()
    {
        do
        {
            await WaitForCreditAsync().ConfigureAwait(false);
        }
        while (!TryTakeCredit());
    }

    /// <summary>Completes when the client wants a message more, which it may cease to before there is one.</summary>
    protected Task WaitForCreditAsync()
    {
        lock (_gate)
        {
            if (_credit > 0)
            {
                return Task.CompletedTask;
            }

            _granted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _granted.Task.WaitAsync(_over.Token);
        }
    }

    /// <summary>Takes the credit for a message; false when there is none.</summary>
    protected bool TryTakeCredit()
    {
        lock (_gate)
        {
            if (_credit == 0)
            {
                return false;
            }

            _credit--;
            return true;
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
}
