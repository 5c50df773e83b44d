namespace ModuleIdentities.Emulator.Amqp;

/// <summary>The work that links have begun, observed to its end.</summary>
internal sealed class RunningWork
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Task> _running = [];

    /// <summary>Begins work, off the library's own thread.</summary>
    public Task Run(Func<Task> work)
    {
        lock (_gate)
        {
            LinkedListNode<Task> entry = _running.AddLast(Task.CompletedTask);
            return entry.Value = RunAsync(entry, work);
        }
    }

    /// <summary>Completes when nothing works any longer; fails as what failed did.</summary>
    public Task CompleteAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }

    // What fails stays, to be found by who waits for the end.
    private async Task RunAsync(LinkedListNode<Task> entry, Func<Task> work)
    {
        await Task.Yield();
        await work().ConfigureAwait(false);
        lock (_gate)
        {
            _running.Remove(entry);
        }
    }
}
