using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ModuleIdentities;

/// <summary>Hands each change of state, in order, to whoever listens; a listener that is slow holds up nobody else.</summary>
internal sealed class StateStream
{
    private readonly Lock _gate = new();
    private readonly List<Channel<ConnectionStateChange>> _listeners = [];
    private bool _isComplete;

    /// <summary>Publishes a change.</summary>
    public void Publish(ConnectionStateChange change)
    {
        lock (_gate)
        {
            foreach (Channel<ConnectionStateChange> listener in _listeners)
            {
                listener.Writer.TryWrite(change);
            }
        }
    }

    /// <summary>Publishes nothing more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            foreach (Channel<ConnectionStateChange> listener in _listeners)
            {
                listener.Writer.TryComplete();
            }
        }
    }

    /// <summary>The changes from the first enumeration step on.</summary>
    public async IAsyncEnumerable<ConnectionStateChange> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // States change seldom; one who never reads keeps a few hundred bytes a change.
        Channel<ConnectionStateChange> listener = Channel.CreateUnbounded<ConnectionStateChange>(new UnboundedChannelOptions { SingleReader = true });
        Add(listener);
        try
        {
            await foreach (ConnectionStateChange change in listener.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            Remove(listener);
        }
    }

    private void Add(Channel<ConnectionStateChange> listener)
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                listener.Writer.TryComplete();
            }

            _listeners.Add(listener);
        }
    }

    private void Remove(Channel<ConnectionStateChange> listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }
}
