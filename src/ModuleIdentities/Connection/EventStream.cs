using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ModuleIdentities;

/// <summary>Hands each event, in order, to whoever listens; a listener that is slow holds up nobody else.</summary>
/// <typeparam name="T">The events.</typeparam>
internal sealed class EventStream<T>
{
    private readonly Lock _gate = new();
    private readonly List<Channel<T>> _listeners = [];
    private bool _isComplete;

    /// <summary>Publishes an event.</summary>
    public void Publish(T happened)
    {
        lock (_gate)
        {
            foreach (Channel<T> listener in _listeners)
            {
                listener.Writer.TryWrite(happened);
            }
        }
    }

    /// <summary>Publishes nothing more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            foreach (Channel<T> listener in _listeners)
            {
                listener.Writer.TryComplete();
            }
        }
    }

    /// <summary>The events from the first enumeration step on.</summary>
    public async IAsyncEnumerable<T> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Such events are few; one who never reads keeps a few hundred bytes each.
        Channel<T> listener = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });
        Add(listener);
        try
        {
            await foreach (T happened in listener.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return happened;
            }
        }
        finally
        {
            Remove(listener);
        }
    }

    private void Add(Channel<T> listener)
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

    private void Remove(Channel<T> listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }
}
