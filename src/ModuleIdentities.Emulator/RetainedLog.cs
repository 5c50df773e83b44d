using System.Runtime.CompilerServices;

namespace ModuleIdentities.Emulator;

/// <summary>The newest entries of an endless series, for any number of readers that start at the oldest one kept and then wait for more.</summary>
internal sealed class RetainedLog<T>(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _entries = new();
    private long _first;
    private TaskCompletionSource? _grown;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    public void Append(T entry)
    {
        TaskCompletionSource? grown;
        lock (_gate)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > capacity)
            {
                _entries.Dequeue();
                _first++;
            }

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
            return [.. _entries];
        }
    }

    /// <summary>Every entry from the oldest one kept, then each new one, until cancelled. A reader that falls behind skips what was dropped.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = 0;
        while (true)
        {
            IReadOnlyList<T> batch;
            Task grown;
            lock (_gate)
            {
                next = Math.Max(next, _first);
                batch = [.. _entries.Skip((int)(next - _first))];
                next += batch.Count;
                _grown ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                grown = _grown.Task;
            }

            foreach (T entry in batch)
            {
                yield return entry;
            }

            await grown.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
