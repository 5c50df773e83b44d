using System.Runtime.CompilerServices;

namespace ModuleIdentities.Emulator;

/// <summary>The newest entries of an endless series, for any number of readers that start at the oldest one kept and then wait for more.</summary>
internal sealed class RetainedLog<T>(int capacity)
{
    private const int SmallestRing = 16;

    /// <summary>How many entries a reader copies at once, and so how long it can keep a writer waiting.</summary>
    private const int LargestBatch = 256;

    private readonly Lock _gate = new();
    private T[] _ring = new T[Math.Min(SmallestRing, capacity)];
    private long _first;
    private long _next;
    private TaskCompletionSource? _grown;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return (int)(_next - _first);
            }
        }
    }

    public void Append(T entry)
    {
        TaskCompletionSource? grown;
        lock (_gate)
        {
            if (_next - _first == _ring.Length)
            {
                MakeRoomNeedsLock();
            }

            _ring[_next++ % _ring.Length] = entry;
            grown = _grown;
            _grown = null;
        }

        grown?.TrySetResult();
    }

    /// <summary>The entries kept now, oldest first.</summary>
    public IReadOnlyList<T> Snapshot()
    {
        lock (_gate)
        {
            return CopyNeedsLock(_first, (int)(_next - _first));
        }
    }

    /// <summary>Every entry from the oldest one kept, then each new one, until cancelled. A reader that falls behind skips what was dropped.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = 0;
        while (true)
        {
            T[] batch;
            Task grown = Task.CompletedTask;
            lock (_gate)
            {
                next = Math.Max(next, _first);
                batch = CopyNeedsLock(next, (int)Math.Min(_next - next, LargestBatch));
                next += batch.Length;
                if (batch.Length == 0)
                {
                    _grown ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    grown = _grown.Task;
                }
            }

            foreach (T entry in batch)
            {
                yield return entry;
            }

            await grown.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void MakeRoomNeedsLock()
    {
        if (_ring.Length == capacity)
        {
            _first++;
            return;
        }

        T[] larger = new T[Math.Min((long)_ring.Length * 2, capacity)];
        for (long i = _first; i < _next; i++)
        {
            larger[i % larger.Length] = _ring[i % _ring.Length];
        }

        _ring = larger;
    }

    private T[] CopyNeedsLock(long from, int count)
    {
        T[] copy = new T[count];
        int start = (int)(from % _ring.Length);
        int behind = Math.Min(count, _ring.Length - start);
        Array.Copy(_ring, start, copy, 0, behind);
        Array.Copy(_ring, 0, copy, behind, count - behind);
        return copy;
    }
}
